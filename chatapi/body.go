package chatapi

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"atc/keystore/secret"
)

// A content returns what a request says in its body. The secrets in it come
// out as text gives them, so that what is shown of a request is made by the
// same code as what is sent.
type content func(text func(secret.Value) any) any

// revealed gives a secret as it is sent.
func revealed(v secret.Value) any { return v.Reveal() }

// masked gives a secret as it is shown: encoded, it is a placeholder.
func masked(v secret.Value) any { return v }

// encode returns the body as JSON, nil where there is none.
func (c content) encode(text func(secret.Value) any) ([]byte, error) {
	if c == nil {
		return nil, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c(text)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// usersContent is what users are registered with: an object for one, a list
// for several.
func usersContent(users []NewUser) content {
	type user struct {
		Username string `json:"username"`
		Password any    `json:"password,omitempty"`
		Nickname string `json:"nickname,omitempty"`
	}
	return func(text func(secret.Value) any) any {
		list := make([]user, len(users))
		for i, u := range users {
			list[i] = user{Username: strings.Map(lower, u.Username), Nickname: u.Nickname}
			if !u.Password.IsZero() {
				list[i].Password = text(u.Password)
			}
		}
		if len(list) == 1 {
			return list[0]
		}
		return list
	}
}

// passwordContent sets a password.
func passwordContent(p secret.Value) content {
	return func(text func(secret.Value) any) any { return map[string]any{"newpassword": text(p)} }
}

// nicknameContent sets a nickname.
func nicknameContent(nickname string) content {
	return func(func(secret.Value) any) any { return map[string]string{"nickname": nickname} }
}

// statusContent asks for the status of users.
func statusContent(names []string) content {
	return func(func(secret.Value) any) any { return map[string][]string{"usernames": names} }
}

// grantContent asks for a token in return for the bearer token.
func grantContent(func(secret.Value) any) any { return map[string]string{"grant_type": "agora"} }

// userPath returns the path of a user whom [Username] lets pass, and of what
// hangs on the user.
func userPath(name string, rest ...string) string {
	path := "/users/" + url.PathEscape(name)
	for _, r := range rest {
		path += "/" + url.PathEscape(r)
	}
	return path
}

// listPath returns the path of a page of the list of users.
func listPath(limit int, cursor string) string {
	path := "/users?limit=" + strconv.Itoa(limit)
	if cursor != "" {
		path += "&cursor=" + url.QueryEscape(cursor)
	}
	return path
}
