package chatapi_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"atc/chatapi"
	"atc/keystore/secret"
)

const (
	password    = `hunter2 "<&>' ü`
	deviceToken = "fcm-5d3bAPA91bHun4MxP5egoKMwt2KZ"
)

// forms are the ways in which a text may come back.
func forms(text string) []string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil
	}
	sent := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
	return []string{text, string(quoted[1 : len(quoted)-1]), sent, url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text)}
}

// mustKeep fails if a secret stands in what somebody may see.
func mustKeep(t *testing.T, where, text string) {
	t.Helper()
	for _, hidden := range append(append(forms(password), forms(bearer)...), bearer[:24], deviceToken) {
		if strings.Contains(text, hidden) {
			t.Errorf("%s shows %q:\n%s", where, hidden, text)
		}
	}
}

// An echo is an answer that repeats what was sent, or what else is secret.
type echo struct {
	status                int
	mediaType, body, text string
}

func echoes() []echo {
	var answers []echo
	for _, status := range []int{200, 302, 400, 401, 503} {
		for _, form := range append(append(forms(password), forms(bearer)...), bearer[:30]+"…") {
			for _, text := range []string{
				"you said " + form + ".", "Authorization: Bearer " + form, form, "the same user alice has a different password, the passwords are " + form + " and swordfish",
				"pushInfo=[device_token=" + deviceToken + ", x]", `{"device_token" : "` + deviceToken + `", "deviceToken":"` + deviceToken,
			} {
				body, _ := json.Marshal(map[string]any{"error": text, "error_description": text, "data": text, "entities": text})
				answers = append(answers, echo{status, "application/json", string(body), text}, echo{status, "text/html", "<html><style>x</style><p>" + text + "</p>", text})
			}
		}
	}
	return answers
}

func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	for _, e := range echoes() {
		synctest.Test(t, func(t *testing.T) { mustKeepQuiet(t, e) })
	}
}

// mustKeepQuiet makes the calls that send secrets to a service that gives an
// echo of them.
func mustKeepQuiet(t *testing.T, e echo) {
	c := config(transport(func(r *http.Request) (*http.Response, error) {
		// No request is answered with the password of another.
		if strings.Contains(e.text, "hunter2") && (r.Body == nil || !strings.Contains(readAll(r.Body), "hunter2")) {
			return answerJSON(e.status, "{}"), nil
		}
		a := answerOf(e.status, e.mediaType, e.body)
		a.Header.Set("X-Request-Id", e.text)
		a.Header.Set("Location", "https://"+url.PathEscape(e.text)+"/")
		return a, nil
	}))
	var records []chatapi.Record
	ctx := chatapi.WithObserver(t.Context(), func(r chatapi.Record) { records = append(records, r) })
	cl := client(t, c)
	u := chatapi.NewUser{Username: "alice", Password: secret.New(password)}
	_, one := cl.Register(ctx, u)
	batch, many := cl.RegisterBatch(ctx, []chatapi.NewUser{u, {Username: "bob"}}, serverTime, false)
	errs := []error{one, many, cl.ChangePassword(ctx, "alice", u.Password)}
	for _, o := range batch {
		errs = append(errs, o.Err)
	}
	for _, err := range errs {
		var e *chatapi.Error
		if !errors.As(err, &e) {
			continue
		}
		body, _ := json.Marshal(e)
		mustKeep(t, "an error", fmt.Sprintf("%s %v %+v %+v %s %s %s", err, e, *e, e, e.Meaning(), e.Advice(), body))
		if strings.Contains(err.Error(), "swordfish") {
			t.Errorf("a password of somebody stands in %v", err)
		}
	}
	for _, r := range records {
		mustKeep(t, "a record", fmt.Sprintf("%+v %s %s", r, r.Request.Curl(), r.Request.Text()))
	}
	mustKeep(t, "a struct", fmt.Sprintf("%+v %#v %+v %+v", cl, u, batch, c))
	if len(records) == 0 {
		t.Fatal("nothing was recorded")
	}
}

func TestNoErrorOfTheNetworkShowsASecret(t *testing.T) {
	t.Parallel()
	c := talkingTo(t, failing(fmt.Errorf("malformed HTTP response %q", "Authorization: Bearer "+bearer)))
	err := c.ChangePassword(t.Context(), "alice", secret.New(password))
	mustKeep(t, "an error", fmt.Sprintf("%v %+v", err, err))
	if !strings.Contains(err.Error(), "malformed HTTP response") {
		t.Errorf("error = %v, want what is wrong", err)
	}
}

func TestTheMaskDoesNotKeepAReasonFromBeingKnown(t *testing.T) {
	t.Parallel()
	// Whoever has chosen such a password still wants to know what is wrong.
	c := talkingTo(t, answering(http.StatusBadRequest, `{"error":"illegal_argument","error_description":"NICKNAME_TOO_LONG"}`))
	err := c.ChangePassword(t.Context(), "alice", secret.New("N"))
	if e := mustBe(t, err, chatapi.KindNicknameTooLong); e.Description != "[secret]" {
		t.Errorf("description = %q, of which what is left would tell the password", e.Description)
	}
}

func TestAPasswordThatIsAWordIsNotToldByTheGapThatItLeaves(t *testing.T) {
	t.Parallel()
	const body = `{"error":"duplicate_unique_property_exists","error_description":"the same user bob has a different password, and more"}`
	for _, password := range []string{"a", "1", "different", "user bob", "forty-two"} {
		c := talkingTo(t, func(*http.Request) (*http.Response, error) {
			a := answerJSON(http.StatusBadRequest, body)
			a.Header.Set("X-Request-Id", "req-1a")
			return a, nil
		})
		e := mustBe(t, c.ChangePassword(t.Context(), "bob", secret.New(password)), chatapi.KindPasswordsDiffer)
		for _, told := range []string{e.Description, e.RequestID} {
			if strings.Contains(told, "[secret]") && told != "[secret]" {
				t.Errorf("the password %q is told by %q", password, told)
			}
		}
		if e.Code != "duplicate_unique_property_exists" {
			t.Errorf("code = %q with the password %q", e.Code, password)
		}
	}
}

func TestAnExchangedTokenIsASecret(t *testing.T) {
	t.Parallel()
	got, err := talkingTo(t, answering(http.StatusOK, everything)).Exchange(t.Context(), secret.Value{})
	if err != nil || got.Token.Reveal() != "YWMtexample" || got.Lifetime.Seconds() != 281 || got.ExpiresAt.UnixMilli() != 1700000281000 {
		t.Fatalf("%+v, %v", got, err)
	}
	if text := fmt.Sprintf("%+v %#v", got, got); strings.Contains(text, "YWMtexample") {
		t.Errorf("shown: %s", text)
	}
}

func TestTheOwnTokenIsHiddenWhenAnotherIsSent(t *testing.T) {
	t.Parallel()
	other := base64.StdEncoding.EncodeToString([]byte("a user token of somebody, of which a page shows the beginning"))
	c := talkingTo(t, func(*http.Request) (*http.Response, error) {
		return answerOf(http.StatusForbidden, "text/html", "<p>blocked: "+other[:40]+"..."), nil
	})
	_, err := c.TryToken(t.Context(), secret.New(other), "alice")
	if e := mustBe(t, err, chatapi.KindForbidden); e.Description != "blocked: [secret]" {
		t.Errorf("description = %q", e.Description)
	}
}
