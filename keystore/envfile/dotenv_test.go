package envfile_test

import (
	"strings"
	"testing"
)

// good is what describe says of the staging project in the usual two lines.
const good = "AGORA_APP_ID:1 staging, AGORA_APP_CERTIFICATE:2 staging"

func TestDotenvIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	id, cert := "AGORA_APP_ID="+staging, "AGORA_APP_CERTIFICATE="+stagingCert
	for name, test := range map[string]struct{ data, want string }{
		"plain":                   {id + "\n" + cert + "\n", good},
		"without a last newline":  {id + "\n" + cert, good},
		"Windows line ends":       {id + "\r\n" + cert + "\r\n", good},
		"byte order mark":         {"\ufeff" + id + "\n" + cert, good},
		"export":                  {"export " + id + "\n  export\t" + cert, good},
		"double quotes":           {"AGORA_APP_ID=\"" + staging + "\"\nAGORA_APP_CERTIFICATE=\"" + stagingCert + "\"", good},
		"single quotes":           {"AGORA_APP_ID='" + staging + "'\nAGORA_APP_CERTIFICATE='" + stagingCert + "'", good},
		"backticks":               {"AGORA_APP_ID=`" + staging + "`\nAGORA_APP_CERTIFICATE=`" + stagingCert + "`", good},
		"blanks around":           {"AGORA_APP_ID = " + staging + "  \nAGORA_APP_CERTIFICATE\t=\t\" " + stagingCert + " \"", good},
		"colons":                  {"AGORA_APP_ID: " + staging + "\nAGORA_APP_CERTIFICATE: " + stagingCert, good},
		"comment after a value":   {id + " # staging\n" + cert + "\t# keep # safe", good},
		"comment after quotes":    {"AGORA_APP_ID=\"" + staging + "\" # id\nAGORA_APP_CERTIFICATE='" + stagingCert + "'# c", good},
		"needless backslash":      {id + "\nAGORA_APP_CERTIFICATE=\"\\" + stagingCert + "\"", good},
		"after comments":          {"# " + cert + "\n\n   # x\n" + id + "\n" + cert, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging"},
		"after a key of lines":    {"KEY=\"-----BEGIN\nAGORA_APP_ID=x\n-----END\"\n" + id + "\n" + cert, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging"},
		"after an open quote":     {"TITLE=\"Bob's\nNOTE='it\n" + id + "\n" + cert, "AGORA_APP_ID:3 staging, AGORA_APP_CERTIFICATE:4 staging"},
		"escaped quotes":          {"X=\"a\\\"\nAGORA_CERTIFICATE=" + otherCert + "\n\"\n" + id + "\n" + cert, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging"},
		"after broken lines":      {"<<<<<<< HEAD\n=x\nno assignment\n" + id + "\n\x1b[31m=1\n" + cert, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:6 staging"},
		"beside other languages":  {"BENUTZER=Jürgen\nИМЯ=Ольга\n挨拶=\"こんにちは\"\n" + id + "\n" + cert, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging"},
		"two on a line":           {"export AGORA_APP_ID=\"" + staging + "\" AGORA_APP_CERTIFICATE=\"" + stagingCert + "\"", "AGORA_APP_ID:1 staging, AGORA_APP_CERTIFICATE:1 staging"},
		"through a variable":      {"ID=" + staging + "\nAGORA_APP_ID=${ID}\nC=" + stagingCert + "\nAGORA_APP_CERTIFICATE=\"$C\"", "AGORA_APP_ID:2 staging, AGORA_APP_CERTIFICATE:4 staging"},
		"variable, broken lines":  {"?\nC=" + stagingCert + "\nX=\"\n" + id + "\nAGORA_APP_CERTIFICATE=$C", "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging"},
		"lower case":              {"agora_app_id=" + staging + "\nagora-app-certificate=" + stagingCert, "agora_app_id:1 staging, agora-app-certificate:2 staging"},
		"another 32 digits":       {"APP_ID=" + production + "\nNEXT_PUBLIC_AGORA_APP_ID=" + staging + "\n" + cert, "NEXT_PUBLIC_AGORA_APP_ID:2 staging, AGORA_APP_CERTIFICATE:3 staging"},
		"nothing of Agora's":      {"APP_ID=com.example.app\nPORT=8080\nAPP_CERT=/etc/ssl/app.pem\n", ""},
		"nothing":                 {"", ""},
		"the keys only in quotes": {"A='AGORA_APP_ID=" + staging + "\nAGORA_APP_CERTIFICATE=" + stagingCert + "'", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantPairs(t, []string{strings.Join(read(t, ".env", test.data), "\n")}, test.want)
		})
	}
}

func TestEveryFamilyOfNamesIsRecognised(t *testing.T) {
	t.Parallel()
	for _, names := range [][2]string{
		{"AGORA_APP_ID", "AGORA_APP_CERTIFICATE"},
		{"AGORA_APPID", "AGORA_CERTIFICATE"},
		{"AGORA_APP_ID", "AGORA_PRIMARY_CERTIFICATE"},
		{"NEXT_PUBLIC_AGORA_APP_ID", "NEXT_AGORA_APP_CERTIFICATE"},
		{"NEXT_PUBLIC_AGORA_APP_ID", "AGORA_APP_CERTIFICATE"},
		{"VITE_AGORA_APP_ID", "VITE_AGORA_APP_CERTIFICATE"},
		{"REACT_APP_AGORA_APPID", "AGORA_APP_CERTIFICATE"},
		{"EXPO_PUBLIC_AGORA_APP_ID", "EXPO_PUBLIC_AGORA_CERTIFICATE"},
		{"VUE_APP_AGORA_APP_ID", "VUE_APP_AGORA_APP_CERTIFICATE"},
		{"PUBLIC_AGORA_APP_ID", "PUBLIC_AGORA_APP_CERTIFICATE"},
		{"APP_ID", "APP_CERTIFICATE"},
		{"APP_ID", "APP_CERT"},
		{"AGORA_APP_ID", "APP_CERTIFICATE"},
	} {
		got := read(t, ".env.local", names[0]+"="+staging+"\n"+names[1]+"="+stagingCert+"\n")
		wantPairs(t, got, names[0]+":1 staging, "+names[1]+":2 staging")
	}
}

func TestNextJSFileIsRead(t *testing.T) {
	t.Parallel()
	got := read(t, ".env.local", `# Created by Vercel CLI
NEXT_PUBLIC_SUPABASE_URL="https://example.supabase.co"
NEXTAUTH_SECRET='not agora'

NEXT_PUBLIC_AGORA_APP_ID=`+staging+`
NEXT_AGORA_APP_CERTIFICATE=`+stagingCert+`   # server only
NEXT_PUBLIC_AGENT_UID=123456
APP_ID=my-app-2
`)
	wantPairs(t, got, "NEXT_PUBLIC_AGORA_APP_ID:5 staging, NEXT_AGORA_APP_CERTIFICATE:6 staging")
}

func TestSameProjectUnderTwoNamesIsOnePair(t *testing.T) {
	t.Parallel()
	got := read(t, ".env", "APP_ID="+staging+"\nAPP_CERTIFICATE="+stagingCert+
		"\nVITE_AGORA_APP_ID="+staging+"\nAGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert)
	wantPairs(t, got, "AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging")
}

func TestTwoProjectsInOneFileAreTwoPairs(t *testing.T) {
	t.Parallel()
	got := read(t, ".env", "APP_ID="+production+"\nAPP_CERTIFICATE="+prodCert+
		"\nAGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert)
	wantPairs(t, got, "AGORA_APP_ID:3 staging, AGORA_APP_CERTIFICATE:4 staging", "APP_ID:1 production, APP_CERTIFICATE:2 production")
}

func TestBothCertificatesOfAProjectArePairsWithThePrimaryFirst(t *testing.T) {
	t.Parallel()
	got := read(t, ".env", "AGORA_SECONDARY_CERTIFICATE="+otherCert+"\nAGORA_APP_ID="+staging+"\nAGORA_PRIMARY_CERTIFICATE="+stagingCert)
	wantPairs(t, got,
		"AGORA_APP_ID:2 staging, AGORA_PRIMARY_CERTIFICATE:3 staging",
		"AGORA_APP_ID:2 staging, AGORA_SECONDARY_CERTIFICATE:1 other")
}

func TestLastOfTheSameNameCounts(t *testing.T) {
	t.Parallel()
	got := read(t, ".env", "AGORA_APP_ID="+production+"\nAGORA_APP_CERTIFICATE="+otherCert+
		"\nAGORA_APP_CERTIFICATE="+stagingCert+"\nAGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert)
	wantPairs(t, got,
		"AGORA_APP_ID:4 staging, AGORA_APP_CERTIFICATE:5 staging",
		":0 none, AGORA_APP_CERTIFICATE:2 other: AGORA_APP_CERTIFICATE on line 2 does not count, because line 5 gives it again")
}
