package tokens

import "strings"

// How names are spelled by rule.

// camel makes a method of Java of one of Go.
func camel(method string) string { return strings.ToLower(method[:1]) + method[1:] }

func pascal(method string) string { return method }

// snake makes a method of Python of one of Go.
func snake(method string) string {
	var b strings.Builder
	for i, r := range method {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// camelName, goName, snakeName and phpName make a variable of words.
func camelName(words string) string {
	name := ""
	for i, w := range strings.Fields(words) {
		if i > 0 {
			w = title(w)
		}
		name += w
	}
	return name
}

func goName(words string) string {
	name := ""
	for i, w := range strings.Fields(words) {
		switch {
		case i == 0:
		case w == "id", w == "uuid":
			w = strings.ToUpper(w)
		default:
			w = title(w)
		}
		name += w
	}
	return name
}

func snakeName(words string) string { return strings.ReplaceAll(words, " ", "_") }

func phpName(words string) string { return "$" + camelName(words) }
