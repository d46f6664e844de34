package main_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the name of this module, by which the tests know our packages.
const module = "atc"

// mayImport says which packages of this module each of its packages may
// import. A new package needs an entry.
var mayImport = map[string][]string{
	"":       {"tokens", "tokens/stream", "keystore", "keystore/secret", "chatapi", "chatapi/bulk", "chatapi/emulator", "keystore/envfile", "ui", "ui/local", "ui/cli", "ui/serve"},
	"tokens": {"keystore/secret"}, "tokens/stream": {"tokens", "keystore/secret"}, "keystore": {"keystore/secret"},
	"keystore/secret": {}, "keystore/keyringtest": {},
	"keystore/envfile": {"keystore/secret"},
	"chatapi":          {"keystore/secret"}, "chatapi/bulk": {"chatapi", "keystore/secret"},
	"chatapi/emulator": {"tokens", "chatapi", "keystore/secret"},
	"ui":               {"tokens", "tokens/stream", "keystore", "keystore/envfile", "keystore/secret", "chatapi", "chatapi/bulk", "ui/safe"},
	"ui/cli":           {"tokens", "tokens/stream", "keystore", "keystore/envfile", "keystore/secret", "chatapi", "chatapi/bulk", "chatapi/emulator", "ui", "ui/safe"},
	"ui/sshd":          {"keystore/secret", "ui/safe"},
	"ui/httpd":         {"tokens", "keystore", "keystore/secret", "chatapi", "ui/safe"},
	"ui/serve":         {"tokens", "keystore", "keystore/secret", "chatapi", "chatapi/bulk", "chatapi/emulator", "ui", "ui/safe", "ui/cli", "ui/sshd", "ui/httpd"},
	"ui/local":         {"keystore", "keystore/envfile"},
	"ui/safe":          {}, "ui/uitest": {},
}

// testsMayImport says what the tests of a package may import besides.
var testsMayImport = map[string][]string{
	"": {"ui/uitest", "keystore/keyringtest"}, "ui": {"ui/uitest", "chatapi/emulator"}, "ui/cli": {"ui/uitest", "keystore/keyringtest"}, "ui/sshd": {"ui/uitest"}, "ui/httpd": {"chatapi/emulator"},
	"chatapi": {"chatapi/emulator", "tokens"}, "chatapi/bulk": {"chatapi/emulator", "tokens"}, "keystore": {"keystore/keyringtest"}, "ui/serve": {"ui/uitest"},
}

// pure lists the packages that import nothing but the standard library, and of
// that nothing which reads the world.
var pure = []string{"tokens", "tokens/stream", "keystore/secret", "ui/safe"}

// theWorld lists the packages of the standard library that pure ones have no
// use for.
var theWorld = []string{"os", "os/exec", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "log", "path/filepath", "io/ioutil"}

// theClock lists what of package time they have no use for.
var theClock = []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTicker", "time.NewTimer"}

func TestImports(t *testing.T) {
	for pkg, imports := range goList(t, `{{join .Imports " "}}`) {
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("package %q has no entry in mayImport", pkg)
		}
		refuseOthers(t, pkg, imports, allowed)
		if slices.Contains(pure, pkg) {
			refuseImpure(t, pkg, imports)
		}
	}
	for pkg, imports := range goList(t, `{{join .TestImports " "}} {{join .XTestImports " "}}`) {
		refuseOthers(t, pkg+" (its tests)", imports, append(slices.Concat(mayImport[pkg], testsMayImport[pkg]), pkg))
	}
}

// refuseOthers fails if imports has a package of ours that is not in allowed.
func refuseOthers(t *testing.T, pkg string, imports, allowed []string) {
	t.Helper()
	for _, p := range imports {
		if ours, ok := within(p); ok && !slices.Contains(allowed, ours) {
			t.Errorf("package %q must not import %q", pkg, ours)
		}
	}
}

func refuseImpure(t *testing.T, pkg string, imports []string) {
	t.Helper()
	for _, p := range imports {
		first, _, _ := strings.Cut(p, "/")
		if _, ours := within(p); !ours && (strings.Contains(first, ".") || slices.Contains(theWorld, p)) {
			t.Errorf("package %q is pure and must not import %q", pkg, p)
		}
	}
}

// within returns the path of a package inside the module, "" for its root.
func within(importPath string) (string, bool) {
	rest, ok := strings.CutPrefix(importPath+"/", module+"/")
	return strings.TrimSuffix(rest, "/"), ok
}

// goList returns what format gives for each package of the module.
func goList(t *testing.T, format string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} "+format, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		pkg, _ := within(words[0])
		found[pkg] = words[1:]
	}
	return found
}

// The longest that a file, a file of tests and a function may be, in lines.
const (
	longestFile     = 300
	longestTestFile = 400
	longestFunc     = 60
)

func TestFilesAndFunctionsAreShort(t *testing.T) {
	for _, f := range sources(t) {
		if longest := map[bool]int{false: longestFile, true: longestTestFile}[f.isTest]; f.lines > longest {
			t.Errorf("%s has %d lines, more than %d", f.name, f.lines, longest)
		}
		for _, fn := range f.functions() {
			if n := f.line(fn.End()) - f.line(fn.Pos()) + 1; n > longestFunc && !f.isTest {
				t.Errorf("%s: %s has %d lines, more than %d", f.at(fn), fn.Name.Name, n, longestFunc)
			}
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, f := range sources(t) {
		if f.isTest {
			continue
		}
		for _, decl := range f.tree.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && ast.IsExported(receiver(d)) && !namedIn(d.Name.Name, d.Doc) {
					t.Errorf("%s: the comment of %s does not start with its name", f.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, name := range undocumented(d) {
					t.Errorf("%s: the comment of %s is missing, or does not start with its name", f.at(d), name)
				}
			}
		}
	}
}

// undocumented returns the exported names of d that have no comment. Variables
// and constants may share that of their group.
func undocumented(d *ast.GenDecl) (names []string) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && !namedIn(s.Name.Name, s.Doc, d.Doc) {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// namedIn reports whether one of the comments starts with name, after an
// article if it likes.
func namedIn(name string, comments ...*ast.CommentGroup) bool {
	return slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool {
		text := c.Text()
		for _, article := range []string{"A ", "An ", "The "} {
			text = strings.TrimPrefix(text, article)
		}
		rest, ok := strings.CutPrefix(text, name)
		return ok && (rest == "" || strings.ContainsAny(rest[:1], " ,.:\n'"))
	})
}

// receiver returns the name of the type that fn is a method of, and for a
// function one that counts as exported.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return "Function"
	}
	name, _ := root(fn.Recv.List[0].Type).(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// root returns what an expression such as *x, x[i].f or (x) hangs on: x.
func root(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return e
		}
	}
}

// TestNothingPackageLevelChanges looks for assignments to variables of the
// package inside of functions. What a sync.Pool holds changes by its methods.
func TestNothingPackageLevelChanges(t *testing.T) {
	files := sources(t)
	shared := map[string]bool{} // "ui.theme"
	for _, f := range files {
		for name := range f.variables() {
			shared[f.pkg+"."+name] = true
		}
	}
	for _, f := range files {
		if f.isTest {
			continue
		}
		own := f.variables()
		for _, changed := range f.assigned() {
			// The parser resolves what it finds in the same file; what stays
			// unresolved belongs to another file of the package.
			obj := changed.Obj
			if obj == nil && shared[f.pkg+"."+changed.Name] || obj != nil && obj.Kind == ast.Var && own[changed.Name] == obj.Decl {
				t.Errorf("%s: %s belongs to the package and changes at run time", f.at(changed), changed.Name)
			}
		}
	}
}

// TestOnlyTheRootMakesAView counts the models; the test driver has a View of
// its own.
func TestOnlyTheRootMakesAView(t *testing.T) {
	var found []string
	for _, f := range sources(t) {
		for _, fn := range f.functions() {
			returns := fn.Type.Results
			if fn.Name.Name == "View" && returns.NumFields() == 1 && dotted(returns.List[0].Type) == "tea.View" && !f.isTest && f.pkg != "ui/uitest" {
				found = append(found, f.at(fn))
			}
		}
	}
	if len(found) != 1 {
		t.Errorf("View() tea.View stands at %q, want it at one place", found)
	}
}

// dotted returns e if it is of the form pkg.Name.
func dotted(e ast.Expr) string {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok {
			return pkg.Name + "." + sel.Sel.Name
		}
	}
	return ""
}

// TestOnlyMainEndsTheProgram looks for an init function and a pure clock, too.
func TestOnlyMainEndsTheProgram(t *testing.T) {
	for _, f := range sources(t) {
		if f.isTest || f.pkg == "" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: func init", f.at(n))
				}
			case *ast.CallExpr:
				name := dotted(n.Fun)
				if id, ok := n.Fun.(*ast.Ident); ok {
					name = id.Name
				}
				if slices.Contains([]string{"panic", "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln"}, name) {
					t.Errorf("%s: %s below main", f.at(n), name)
				}
			case *ast.SelectorExpr: // a call, or handed on as a function
				if slices.Contains(pure, f.pkg) && slices.Contains(theClock, dotted(n)) {
					t.Errorf("%s: %s in a package that is pure", f.at(n), dotted(n))
				}
			}
			return true
		})
	}
}

// A source is one Go file of the module.
type source struct {
	name, pkg string // slash-separated; pkg is as in mayImport
	isTest    bool
	lines     int
	set       *token.FileSet
	tree      *ast.File
}

// sources parses the Go files of the module.
func sources(t *testing.T) []*source {
	t.Helper()
	var found []*source
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(entry.Name(), ".") && file != "."; entry.IsDir() && (hidden || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		f := &source{name: filepath.ToSlash(file), isTest: strings.HasSuffix(file, "_test.go"), lines: bytes.Count(text, []byte("\n")), set: token.NewFileSet()}
		f.pkg = strings.TrimPrefix(path.Dir(f.name), ".")
		f.tree, err = parser.ParseFile(f.set, file, text, parser.ParseComments)
		found = append(found, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (f *source) line(p token.Pos) int { return f.set.Position(p).Line }

func (f *source) at(n ast.Node) string { return f.set.Position(n.Pos()).String() }

func (f *source) functions() (found []*ast.FuncDecl) {
	for _, d := range f.tree.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			found = append(found, fn)
		}
	}
	return found
}

// variables returns the package-level variables of the file.
func (f *source) variables() map[string]any {
	found := map[string]any{}
	for _, d := range f.tree.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR || f.isTest {
			continue
		}
		for _, spec := range gen.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if name.Name != "_" {
					found[name.Name] = spec
				}
			}
		}
	}
	return found
}

// assigned returns the variables that the functions of the file assign to, by
// = and its like, ++ and --, delete and clear.
func (f *source) assigned() (found []*ast.Ident) {
	add := func(expressions ...ast.Expr) {
		for _, e := range expressions {
			if id, ok := root(e).(*ast.Ident); ok {
				found = append(found, id)
			}
		}
	}
	for _, fn := range f.functions() {
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					add(n.Lhs...)
				}
			case *ast.IncDecStmt:
				add(n.X)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") {
					add(n.Args[0])
				}
			}
			return true
		})
	}
	return found
}
