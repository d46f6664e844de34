package tokens

// The table of languages, Java to PHP.

var javaDialect = dialect{
	Language: Language{"java", "Java"},
	comment:  "//",
	library:  "Library: Maven io.agora:authentication, or java/src/main/java in\nhttps://github.com/AgoraIO/Tools, DynamicKey/AgoraDynamicKey",
	frame:    "{header}\n{std}{lib}\npublic class BuildToken {\n    public static void main(String[] args) throws Exception {\n{body}    }\n}\n",
	indent:   "        ",
	quote:    quoteJava, number: javaNumber, long: javaLong, short: "(short) {value}",
	name: camelName, method: camel, old: camel, imports: wrapped("import {module};"),

	credentials: "String appId = System.getenv(\"AGORA_APP_ID\");\nString appCertificate = System.getenv(\"AGORA_APP_CERTIFICATE\");",
	text:        "String {name} = {value};", numbered: "int {name} = {value};",
	longNumbered: "long {name} = {value};", shortNumbered: "short {name} = {value};",
	now:    [2]string{"int now = (int) (System.currentTimeMillis() / 1000);", ""},
	random: [2]string{"new SecureRandom().nextInt()", "import java.security.SecureRandom;"},
	shown:  "System.out.println({call});",

	module:     "io.agora.media.AccessToken2",
	newToken:   "AccessToken2 builder = new AccessToken2(appId, appCertificate, {expire});",
	newService: "AccessToken2.Service{class} {name} = new AccessToken2.Service{class}({args});",
	privilege:  "{name}.getPrivileges().put((short) {id}, {value});",
	add:        "builder.addService({name});",
	issueTime:  "builder.issueTs = {value};", salt: "builder.salt = {value};", built: "builder.build()",
	permissionsModule: "io.agora.media.AccessToken2",
	newPermissions:    "AccessToken2.ServiceRtm2.Permissions {name} = new AccessToken2.ServiceRtm2.Permissions();",
	permission:        "{name}.add((short) {resource}, (short) {id}, {list});", list: "Arrays.asList({items})",
	stdLists: []string{"import java.util.Arrays;"},
}

var cppDialect = dialect{
	Language: Language{"cpp", "C++"},
	comment:  "//",
	library: "Library: git clone https://github.com/AgoraIO/Tools\n" +
		"Compile: g++ -std=c++11 -I Tools/DynamicKey/AgoraDynamicKey token.cpp -lz -lcrypto",
	frame: "{header}\n{std}\n{lib}\nusing namespace agora::tools;\n\n" +
		"static std::string Env(const char *name) {\n  const char *value = std::getenv(name);\n  return value == nullptr ? \"\" : value;\n}\n\n" +
		"int main() {\n{body}}\n",
	indent: "  ",
	quote:  quoteCPP, number: cppNumber, long: cppNumber, short: "{value}",
	name: snakeName, method: pascal, old: camel, imports: wrapped(`#include "cpp/src/{module}.h"`),

	credentials: "const std::string app_id = Env(\"AGORA_APP_ID\");\nconst std::string app_certificate = Env(\"AGORA_APP_CERTIFICATE\");",
	text:        "const std::string {name} = {value};", numbered: "const uint32_t {name} = {value};",
	shortNumbered: "const int16_t {name} = {value};",
	now:           [2]string{"const uint32_t now = static_cast<uint32_t>(std::time(nullptr));", "#include <ctime>"},
	random:        [2]string{"std::random_device{}()", "#include <random>"},
	shown:         "std::cout << {call} << std::endl;",
	std:           []string{"#include <cstdint>", "#include <cstdlib>", "#include <iostream>", "#include <string>"},
	stdClasses:    []string{"#include <memory>", "#include <utility>"},

	module:     "AccessToken2",
	newToken:   "AccessToken2 builder(app_id, app_certificate, 0, {expire});",
	newService: "std::unique_ptr<Service> {name}(new Service{class}({args}));",
	privilege:  "{name}->AddPrivilege({id}, {value});",
	add:        "builder.AddService(std::move({name}));",
	issueTime:  "builder.issue_ts_ = {value};", salt: "builder.salt_ = {value};", built: "builder.Build()",
	permissionsModule: "AccessToken2",
	newPermissions:    "ServiceRtm2::Permissions {name};", permission: "{name}.Add({resource}, {id}, {list});", list: "{{items}}",
}

const phpSources = "Tools/DynamicKey/AgoraDynamicKey/php/src/"

var phpDialect = dialect{
	Language: Language{"php", "PHP"},
	comment:  "//",
	library:  "Library: git clone https://github.com/AgoraIO/Tools",
	frame:    "<?php\n\n{header}\n{std}{lib}\n{body}",
	quote:    quotePHP, number: decimal, long: decimal, short: "{value}",
	name: phpName, method: camel, old: camel, imports: wrapped(`require_once "` + phpSources + `{module}.php";`),

	credentials: "$appId = getenv(\"AGORA_APP_ID\");\n$appCertificate = getenv(\"AGORA_APP_CERTIFICATE\");",
	text:        "{name} = {value};",
	now:         [2]string{"$now = time();", ""},
	random:      [2]string{"random_int(0, 0xffffffff)", ""},
	shown:       "echo {call}, PHP_EOL;",

	module:     "AccessToken2",
	newToken:   "$builder = new AccessToken2($appId, $appCertificate, {expire});",
	newService: "{name} = new Service{class}({args});",
	privilege:  "{name}->addPrivilege({id}, {value});",
	add:        "$builder->addService({name});",
	issueTime:  "$builder->issueTs = {value};", salt: "$builder->salt = {value};", built: "$builder->build()",
	permissionsModule: "AccessToken2",
	newPermissions:    "{name} = new Rtm2Permissions();", permission: "{name}->add({resource}, {id}, {list});", list: "[{items}]",
}
