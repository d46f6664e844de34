package tokens

import "strings"

// repairRules tell of what was done to a text that was pasted: each is the
// finding of a [Repair] with its code, whose values fit its text. What had to be
// repaired here is refused elsewhere as it stands.
var repairRules = []Rule{
	repairRule(CodeCertificateBeside, "", "an App Certificate stands in the same text",
		"an App Certificate stands in the text beside the token: %s", "never share a certificate: if anyone else has seen it, put a new one in force in the Agora Console"),
	repairRule(CodeSeveralTokens, "", "more than one token stands in the text",
		"%d tokens stand in the text: the first of them is shown", "paste one, or list them: f in Inspect, or atc scan"),
	repairRule(CodeRepairedPlus, "blank", "blanks stood in place of +",
		"+ was put back for %s: a form or URL decoder turned each + into a blank", "percent-encode the token where it is part of an address, so that + becomes %2B"),
	repairRule(CodeRepairedPercent, "time", "it was percent-encoded",
		"the text was percent-encoded %s, as in an address, so signs such as %%2B and %%3D stood in it", "decode the parameter once on the side that receives it"),
	repairRule(CodeRepairedPadding, "=", "its padding was lost",
		"%s was put back at the end, where a library or a cut had lost it", "pass the token on as it is, with the = at its end"),
	repairRule(CodeRepairedBase64URL, "", "it was written in the base64 of addresses",
		"the token was written with - and _ in place of + and /: no Agora library writes it so", "use standard base64, or do not encode the token again"),
	repairRule(CodeRepairedLineBreaks, "line break", "line breaks stood in it",
		"within the token stood %s, as mail programs and base64 tools put them in", "keep the token on one line, and turn line wrapping off where it is encoded"),
	repairRule(CodeRepairedEscapes, "", "it was escaped",
		`escapes of JSON (\/ or \u002b) were undone, which stood in the token`, "decode the JSON instead of cutting the token out of it"),
	repairRule(CodeRepairedInvisible, "character", "characters that cannot be seen stood in it",
		"within the token stood %s that cannot be seen, such as a zero-width space, as chats and documents put them in", "copy the token from its source"),
	repairRule(CodeRepairedQuotes, "", "quotation marks stood around it",
		"quotation marks around the token were removed", "see that the app does not send them along"),
	repairRule(CodeRepairedPrefix, "", "a prefix stood before it",
		"%s before the token was removed, which is no part of it", "give SDKs the token alone; REST calls take it behind their own prefix"),
	repairRule(CodeRepairedSurroundings, "character", "other text stood around it",
		"the token was taken out of a longer text: %s before it, %s after it", ""),
	repairRule(CodeRepairedBlanks, "", "blanks stood around it",
		"blanks or line breaks around the token were removed", "see that the app does not send them along: trim what is read from a file or an environment variable"),
}

// repairRule makes the rule of a repair. Its counts are told with their unit,
// where they have one.
func repairRule(code Code, unit, title, text, advice string) Rule {
	return Rule{
		Code: code, Severity: Hint, Title: title, Text: text, Advice: advice,
		Check: func(k *Case) ([]any, bool) {
			for i := range k.Repairs {
				if k.Repairs[i].Code == code {
					return repairValues(k.Repairs[i].Values, unit), true
				}
			}
			return nil, false
		},
	}
}

func repairValues(values []any, unit string) []any {
	told := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case int:
			told[i] = v
			if unit != "" {
				told[i] = countOf(v, unit)
			}
		case string:
			told[i] = quoted(v)
		default:
			told[i] = v
		}
	}
	return told
}

func countOf(n int, unit string) string {
	switch {
	case unit == "=":
		return strings.Repeat("=", min(n, 2))
	case unit == "time" && n == 1:
		return "once"
	case n == 0:
		return "no " + unit + "s"
	}
	return plural(n, unit)
}
