package httpd

import "strconv"

// How the guides' servers write answers and failures. All failures are JSON,
// those of endpoints that answer a bare token, too.

func tokenForm(doc string) form {
	return form{jsonAnswer, objectSchema(property{"token", textSchema("the token"), true}), doc}
}

func chatForm() form {
	return form{jsonAnswer, objectSchema(
		property{"token", textSchema("the token"), true},
		property{"chatToken", textSchema("the same"), true},
	), "the token"}
}

func textForm() form { return form{textAnswer, textSchema("the token"), "the bare token"} }

func errorProperty() property {
	return property{"error", textSchema("what is wrong, and what to do"), true}
}

// fetchedShape is how the server of the RTC guide answers, with the reason
// beside the token that its client reads.
func fetchedShape() shape {
	return shape{
		form: form{jsonAnswer, objectSchema(
			property{"code", textSchema("the status"), true}, property{"token", textSchema("is empty"), true}, errorProperty(),
		), "why there is no token"},
		write: func(f *failure) reply {
			return jsonReply(struct {
				fetchedJSON
				Error string `json:"error"`
			}{fetchedJSON{Code: strconv.Itoa(f.status)}, f.Error()})
		},
	}
}

// emptyTokenShape is how the server of the newer Chat guide answers.
func emptyTokenShape() shape {
	return shape{
		form: form{jsonAnswer, objectSchema(property{"token", textSchema("is empty"), true}, errorProperty()), "why there is no token"},
		write: func(f *failure) reply {
			return jsonReply(struct {
				tokenJSON
				Error string `json:"error"`
			}{Error: f.Error()})
		},
	}
}

// statusShape is how the paths of the community's service answer.
func statusShape() shape {
	return shape{
		form: form{jsonAnswer, objectSchema(property{"status", wholeSchema("the status"), true}, errorProperty()), "why there is no token"},
		write: func(f *failure) reply {
			return jsonReply(struct {
				Error  string `json:"error"`
				Status int    `json:"status"`
			}{f.Error(), f.status})
		},
	}
}

// containerShape is how Agora's container answers. The code is -1 if the
// parameters are wrong, and -2 if no token can be built from them.
func containerShape() shape {
	return shape{
		form: form{jsonAnswer, objectSchema(
			property{"code", schema{"type": "integer", "enum": []int{-1, -2}, "description": "-1: a parameter is wrong; -2: no token can be built from them"}, true},
			property{"message", textSchema("what is wrong, and what to do"), true},
			property{"data", textSchema("is empty"), true},
		), "why there is no token"},
		write: func(f *failure) reply {
			code := -1
			if f.unbuilt {
				code = -2
			}
			return jsonReply(containerJSON{code, f.Error(), ""})
		},
	}
}
