package tokens

import (
	"cmp"
	"path"
	"strconv"
	"strings"
)

// A Language is a programming language in which Agora has token builders.
type Language struct {
	ID    string // "cpp"
	Title string // "C++"
}

// Languages returns the languages of [Catalog.Snippet], in their order.
func Languages() []Language {
	list := make([]Language, len(dialects))
	for i := range dialects {
		list[i] = dialects[i].Language
	}
	return list
}

// A dialect is how programs are written in a language. Its texts are code with
// the names of what is filled in between braces.
type dialect struct {
	Language
	comment string                                     // what starts one
	library string                                     // where the official library is from; {package} is the npm package
	frame   string                                     // of a program
	indent  string                                     // of what stands in {body}
	comma   string                                     // after the last of arguments that stand on lines of their own
	quote   func(string) (string, bool)                // a literal of a string
	number  func(uint32) string                        // a literal of 32 bits
	long    func(uint32) string                        // a literal of more than 32 bits
	short   string                                     // a literal of 16 bits
	zero16  string                                     // the role 0, where the number is misread
	name    func(words string) string                  // a variable
	method  func(name string) string                   // a method of the builders for 007
	old     func(name string) string                   // a method of the older builders
	imports func(module string, names []string) string // one import

	// Statements. Those that declare {name} as {value} fall back on numbered,
	// that on text, and shownPlain on shown.
	credentials                         string
	text, numbered                      string    // of a literal of a string, of 32 bits
	longNumbered, shortNumbered         string    // of 32 bits in a long, of 16 bits
	computed                            string    // of an expression of 32 bits
	now, random                         [2]string // and what they import
	shown, shownPlain                   string    // print {call}; plain if it can return no error
	std, stdShown, stdClasses, stdLists []string  // imports: of every program, of shown, of the service classes, of list

	// The service classes of AccessToken2. What is imported from module goes
	// by the names tokenClass, serviceClass and permissionsClass.
	module, permissionsModule                  string
	tokenClass, serviceClass, permissionsClass string
	newToken, newService, privilege, add       string
	issueTime, salt, built                     string
	newPermissions, permission, list           string
}

// numbers, longs, shorts and computes return the statements that declare those.
func (d *dialect) numbers() string  { return cmp.Or(d.numbered, d.text) }
func (d *dialect) longs() string    { return cmp.Or(d.longNumbered, d.numbers()) }
func (d *dialect) shorts() string   { return cmp.Or(d.shortNumbered, d.numbers()) }
func (d *dialect) computes() string { return cmp.Or(d.computed, d.numbers()) }

func dialectOf(language string) *dialect {
	for i := range dialects {
		if dialects[i].ID == language {
			return &dialects[i]
		}
	}
	return nil
}

var dialects = []dialect{goDialect, nodeDialect, pythonDialect, javaDialect, cppDialect, phpDialect}

// fill replaces the names between braces in a text by their values, which are
// given in turn.
func fill(text string, namesAndValues ...string) string {
	for i := 0; i < len(namesAndValues); i += 2 {
		namesAndValues[i] = "{" + namesAndValues[i] + "}"
	}
	return strings.NewReplacer(namesAndValues...).Replace(text)
}

// wrapped are the imports of languages that spell them in one way.
func wrapped(text string) func(string, []string) string {
	return func(module string, names []string) string {
		return fill(text, "module", module, "names", strings.Join(names, ", "))
	}
}

const goModule = "github.com/AgoraIO/Tools/DynamicKey/AgoraDynamicKey/go/src"

// importGo gives the name of a package where its folder has another.
func importGo(module string, names []string) string {
	line := `"` + goModule + "/" + module + `"`
	if path.Base(module) != names[0] {
		line = names[0] + " " + line
	}
	return "\t" + line
}

// importNode takes a module whole if it has a class's name and methods.
func importNode(module string, names []string) string {
	if len(names) == 1 && names[0] == path.Base(module) {
		return fill(`const {name} = require("{module}");`, "name", names[0], "module", module)
	}
	return fill(`const { {names} } = require("{module}");`, "names", strings.Join(names, ", "), "module", module)
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

const maxInt32 = 1<<31 - 1

// javaNumber writes what does not fit an int as the int of the same bits.
func javaNumber(n uint32) string {
	if n > maxInt32 {
		return "(int) " + javaLong(n)
	}
	return decimal(n)
}

func javaLong(n uint32) string { return decimal(n) + "L" }

func cppNumber(n uint32) string {
	if n > maxInt32 {
		return decimal(n) + "u"
	}
	return decimal(n)
}
