package secret_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reveals lists every function of the program that looks at the text of a
// secret, with what it needs it for. A new one belongs here only if the text
// itself is used on the spot.
var reveals = map[string]string{
	"chatapi/emulator/failure.go: twoPasswords":        "repeats both, as the service does",
	"chatapi/body.go: revealed":                        "writes it into the body of a request",
	"chatapi/mask.go: prepare":                         "looks for it in what comes back",
	"chatapi/send.go: headerText":                      "checks that a header may hold it",
	"chatapi/send.go: request":                         "sends it as the bearer token",
	"chatapi/user.go: CheckPassword":                   "measures it",
	"keystore/envfile/remove.go: Remove":               "finds the certificate in the file it is taken out of",
	"keystore/keyring_register.go: readRegister":       "reads names of items, which are kept like secrets",
	"keystore/project.go: CheckCertificate":            "checks the form",
	"keystore/project.go: shows":                       "refuses notes and the like that hold it",
	"keystore/secret/secret.go: Equal":                 "compares",
	"keystore/secret/secret.go: Hint":                  "shows the end",
	"keystore/secret/secret.go: IsZero":                "measures",
	"keystore/system_ring.go: Set":                     "hands it to the keyring",
	"keystore/vault_crypt.go: newKey":                  "derives the key of the vault from the passphrase",
	"keystore/vault_crypt.go: unwrap":                  "derives the key of the vault from the passphrase",
	"keystore/vault_crypt.go: parseKey":                "decrypts the vault",
	"keystore/vault_file.go: MarshalJSON":              "writes what is then encrypted",
	"keystore/vault_key.go: CheckPassphrase":           "measures a new passphrase",
	"tokens/accesstoken.go: buildAccessToken":          "signs",
	"tokens/accesstoken2_build.go: buildAccessToken2":  "signs",
	"tokens/build.go: Check":                           "checks the form",
	"tokens/compose.go: Compose":                       "signs",
	"tokens/dynamickey5.go: buildDynamicKey":           "signs",
	"tokens/names_proof.go: prove":                     "signs, to compare",
	"tokens/rules_altered.go: checkCertificateAltered": "alters it as token servers do by mistake, to compare",
	"tokens/mask.go: withoutCertificates":              "takes it out of findings and reports, where it may stand in a name",
	"tokens/leak_known.go: NewKnownCertificates":       "makes it ready to be looked for in texts",
	"tokens/signalingtoken.go: buildSignalingToken":    "signs",
	"tokens/signedby.go: SignedBy":                     "signs, to compare",
	"tokens/snippet.go: Snippet":                       "refuses a snippet that holds it",
	"ui/chatappexchange.go: copy":                      "copies the exchanged token, asked for",
	"ui/chatappexchangeview.go: result":                "measures the exchanged token, or shows it for five seconds, asked for",
	"ui/chattokendeeds.go: copyPassword":               "copies a password that was made up, asked for",
	"ui/chattokenview.go: details":                     "shows a password that was made up for five seconds, asked for",
	"ui/cli/chatexchange.go: printExchanged":           "prints it, asked for",
	"ui/cli/projectcerts.go: certificate":              "checks the form of what was typed",
	"ui/cli/servetokenswords.go: tellTokens":           "shows the bearer key that was made to be told",
	"ui/cli/store.go: readSecretFile":                  "takes the line break off",
	"ui/bulkjudge.go: exposes":                         "compares an App ID with it",
	"ui/chatregisteronedeeds.go: copyPassword":         "copies one that was made up, asked for",
	"ui/copyas.go: holdsCertificate":                   "refuses to copy what holds it",
	"ui/importdialog.go: offer":                        "finds the certificate in the file it is taken out of",
	"ui/inspectpaste.go: asCase":                       "says what was pasted in place of a token, without keeping it",
	"ui/httpd/check.go: checkKey":                      "measures a key, and checks that a URL may hold it",
	"ui/httpd/log.go: hidden":                          "takes the key out of what is logged",
	"ui/projectdeeds.go: copyCertificate":              "copies it, asked for and confirmed",
	"ui/projectview.go: certificate":                   "shows it for five seconds, asked for",
	"ui/serverequests.go: read":                        "reads when the token ends, and when the SDK gives notice",
	"ui/servetokensdeeds.go: copyKey":                  "copies the key of the token server, asked for and confirmed",
	"ui/servetokensdeeds.go: copyKeyed":                "copies the base URL with the key in it, asked for and confirmed",
	"ui/servetokensdeeds.go: tokenText":                "shows, copies or opens a token that was answered",
	"ui/servetokensview.go: head":                      "shows the key of the token server for five seconds, asked for",
	"ui/secretfield.go: draw":                          "draws as many dots, or shows it for five seconds",
	"ui/secretfield.go: press":                         "adds what is typed",
}

// TestSecretsAreRevealedWhereTheListSays reads the sources of the whole
// program, so that nobody looks at a secret unnoticed.
func TestSecretsAreRevealedWhereTheListSays(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	var found []string
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && file != root):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		found = append(found, revealing(filepath.ToSlash(name), tree)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatal("no source was read")
	}
	for _, where := range found {
		if reveals[where] == "" {
			t.Errorf("%s reveals a secret, and is not in the list", where)
		}
	}
	for where := range reveals {
		if !slices.Contains(found, where) {
			t.Errorf("%s reveals nothing any more: take it off the list", where)
		}
	}
}

// revealing returns the functions of a file that mention Reveal, each as
// "file: function".
func revealing(file string, tree *ast.File) (found []string) {
	for _, decl := range tree.Decls {
		where := file + ": outside of functions"
		if fn, ok := decl.(*ast.FuncDecl); ok {
			if where = file + ": " + fn.Name.Name; fn.Name.Name == "Reveal" {
				continue
			}
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Reveal" && !slices.Contains(found, where) {
				found = append(found, where)
			}
			return true
		})
	}
	return found
}
