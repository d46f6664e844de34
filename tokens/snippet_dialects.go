package tokens

// The table of languages, Go to Python. The rest is in snippet_dialects_more.go.

var goDialect = dialect{
	Language: Language{"go", "Go"},
	comment:  "//",
	library:  "Library: go get " + goModule,
	frame:    "{header}package main\n\nimport (\n{std}\n{lib})\n\nfunc main() {\n{body}}\n",
	indent:   "\t", comma: ",",
	quote: quoteGo, number: decimal, long: decimal, short: "{value}",
	name: goName, method: pascal, old: pascal, imports: importGo,

	credentials: "appID := os.Getenv(\"AGORA_APP_ID\")\nappCertificate := os.Getenv(\"AGORA_APP_CERTIFICATE\")",
	text:        "const {name} = {value}", computed: "{name} := {value}",
	now:    [2]string{"now := uint32(time.Now().Unix())", "\t\"time\""},
	random: [2]string{"rand.Uint32()", "\t\"math/rand/v2\""},
	shown:  "token, err := {call}\nif err != nil {\n\tlog.Fatal(err)\n}\nfmt.Println(token)", shownPlain: "fmt.Println({call})",
	std: []string{"\t\"fmt\"", "\t\"os\""}, stdShown: []string{"\t\"log\""},

	module: "accesstoken2", tokenClass: "accesstoken2", serviceClass: "accesstoken2",
	newToken:   "builder := accesstoken2.NewAccessToken(appID, appCertificate, {expire})",
	newService: "{name} := accesstoken2.NewService{class}({args})",
	privilege:  "{name}.AddPrivilege({id}, {value})",
	add:        "builder.AddService({name})",
	issueTime:  "builder.IssueTs = {value}", salt: "builder.Salt = {value}", built: "builder.Build()",
	permissionsModule: "accesstoken2", permissionsClass: "accesstoken2",
	newPermissions: "{name} := accesstoken2.NewRtm2Permissions()", permission: "{name}.Add({resource}, {id}, {list})", list: "[]string{{items}}",
}

var nodeDialect = dialect{
	Language: Language{"node", "Node.js"},
	comment:  "//",
	library:  "Library: npm install {package}",
	frame:    "{header}\n{std}{lib}\n{body}",
	quote:    quoteNode, number: decimal, long: decimal, short: "{value}", zero16: `"0"`,
	name: camelName, method: camel, old: camel, imports: importNode,

	credentials: "const appId = process.env.AGORA_APP_ID;\nconst appCertificate = process.env.AGORA_APP_CERTIFICATE;",
	text:        "const {name} = {value};",
	now:         [2]string{"const now = Math.floor(Date.now() / 1000);", ""},
	random:      [2]string{"require(\"crypto\").randomInt(2 ** 32)", ""},
	shown:       "console.log({call});",

	module: "agora-token/src/AccessToken2", tokenClass: "AccessToken2", serviceClass: "Service{class}",
	newToken:   "const builder = new AccessToken2(appId, appCertificate, 0, {expire});",
	newService: "const {name} = new Service{class}({args});",
	privilege:  "{name}.add_privilege({id}, {value});",
	add:        "builder.add_service({name});",
	issueTime:  "builder.issueTs = {value};", salt: "builder.salt = {value};", built: "builder.build()",
	permissionsModule: "agora-token", permissionsClass: "Rtm2Permissions",
	newPermissions: "const {name} = new Rtm2Permissions();", permission: "{name}.add({resource}, {id}, {list});", list: "[{items}]",
}

var pythonDialect = dialect{
	Language: Language{"python", "Python"},
	comment:  "#",
	library:  "Library: git clone https://github.com/AgoraIO/Tools\nRun with PYTHONPATH=Tools/DynamicKey/AgoraDynamicKey/python3",
	frame:    "{header}\n{std}\n{lib}\n{body}",
	quote:    quotePython, number: decimal, long: decimal, short: "{value}",
	name: snakeName, method: snake, old: camel, imports: wrapped("from {module} import {names}"),

	credentials: "app_id = os.environ[\"AGORA_APP_ID\"]\napp_certificate = os.environ[\"AGORA_APP_CERTIFICATE\"]",
	text:        "{name} = {value}",
	now:         [2]string{"now = int(time.time())", "import time"},
	random:      [2]string{"secrets.randbits(32)", "import secrets"},
	shown:       "print({call})",
	std:         []string{"import os"},

	module: "src.AccessToken2", tokenClass: "AccessToken", serviceClass: "Service{class}",
	newToken:   "builder = AccessToken(app_id, app_certificate, expire={expire})",
	newService: "{name} = Service{class}({args})",
	privilege:  "{name}.add_privilege({id}, {value})",
	add:        "builder.add_service({name})",
	issueTime:  "builder._AccessToken__issue_ts = {value}", salt: "builder._AccessToken__salt = {value}", built: "builder.build()",
	permissionsModule: "src.AccessToken2", permissionsClass: "ServiceRtm2",
	newPermissions: "{name} = ServiceRtm2.Permissions()", permission: "{name}.add({resource}, {id}, {list})", list: "[{items}]",
}
