package emulator

import (
	"time"

	"atc/chatapi"
)

// A demoUser is one user for demonstrations, and how many hours ago the user
// was registered.
type demoUser struct {
	name, nickname string
	hours          time.Duration
}

// DemoUsers returns users for demonstrations: people with names in several
// scripts who were registered over the last half year, a few of them banned,
// online or with messages that wait, and accounts as testers make them. None
// of it is of a real person.
func DemoUsers() []SeedUser {
	all := make([]SeedUser, 0, len(demoUsers))
	for _, u := range demoUsers {
		seed := SeedUser{Username: u.name, Nickname: u.nickname, Age: u.hours * time.Hour}
		for _, name := range demoBanned {
			seed.Banned = seed.Banned || name == u.name
		}
		seed.Devices, seed.Offline, seed.Push = demoDevices(u.name), demoOffline(u.name), demoPush(u.name)
		all = append(all, seed)
	}
	return all
}

var demoUsers = []demoUser{
	{"team-demo", "Demo team", 4280},
	{"amara.okafor", "Amara Okafor", 4211},
	{"ben_larsen", "Ben Larsen", 4105},
	{"chiara.rossi", "Chiara Rossi", 3987},
	{"daniel-k", "Daniel", 3901},
	{"elif.yilmaz", "Elif Yılmaz", 3766},
	{"farid.rahimi", "فرید رحیمی", 3512},
	{"greta.holm", "Greta Holm", 3340},
	{"haruto.sato", "佐藤 陽翔", 3127},
	{"ines.moreau", "Inès Moreau", 3098},
	{"jiho.park", "박지호", 2954},
	{"katya.orlova", "Катя Орлова", 2811},
	{"liwei.chen", "陈立伟", 2640},
	{"maya.cohen", "מאיה כהן", 2467},
	{"nikhil.rao", "Nikhil Rao", 2389},
	{"olu.adeyemi", "Olú Adéyẹmí", 2290},
	{"priya.menon", "Priya Menon", 2115},
	{"quinn.taylor", "Quinn", 1987},
	{"rosa.delgado", "Rosa Delgado Peña", 1902},
	{"somchai.p", "Somchai P.", 1788},
	{"tomasz.zielinski", "Tomasz Zieliński", 1653},
	{"uma.krishnan", "Uma Krishnan", 1540},
	{"viet.nguyen", "Nguyễn Việt", 1422},
	{"wanjiru.m", "Wanjirũ", 1305},
	{"xenia.pappas", "Ξένια Παππά", 1178},
	{"yusuf.demir", "Yusuf Demir", 1066},
	{"zofia.nowak", "Zofia Nowak", 951},
	{"support-desk", "Support desk ☎", 850},
	{"class-4b-teacher", "Class 4b, teacher", 742},
	{"class-4b-student1", "Class 4b, student 1", 742},
	{"class-4b-student2", "Class 4b, student 2", 742},
	{"class-4b-student3", "", 741},
	{"noor.haddad", "نور حداد", 655},
	{"oscar.lind", "Oscar Lind", 540},
	{"paola_mendes", "Paola Mendes", 431},
	{"game-host-01", "Game host 01", 342},
	{"game-host-02", "Game host 02", 342},
	{"ravi.shah", "Ravi 🎧", 268},
	{"sunniva", "Sunniva", 190},
	{"qa-android", "QA Android", 121},
	{"qa-ios", "QA iOS", 121},
	{"qa-web", "QA web", 120},
	{"loadtest-0001", "", 47},
	{"teo.marin", "Teo Marin", 19},
	{"lena.vogel", "Lena Vogel", 2},
}

var demoBanned = []string{"daniel-k", "loadtest-0001", "yusuf.demir"}

func demoDevices(name string) []chatapi.Device {
	switch name {
	case "amara.okafor":
		return []chatapi.Device{{Resource: "ios_5c0e9b1f", Name: "iPhone"}, {Resource: "web_7d31a2c8", Name: "Chrome"}}
	case "haruto.sato":
		return []chatapi.Device{{Resource: "android_2a54f0b6", Name: "Pixel 9"}}
	case "lena.vogel":
		return []chatapi.Device{{Resource: "web_0be4471d", Name: "Firefox"}}
	case "qa-android":
		return []chatapi.Device{{Resource: "android_e1107c35", Name: "Galaxy Tab"}, {Resource: "android_94bf3a02", Name: "Pixel 7a"}}
	case "support-desk":
		return []chatapi.Device{{Resource: "web_c6f8820a", Name: "Edge"}}
	}
	return nil
}

func demoOffline(name string) []string {
	switch name {
	case "ines.moreau":
		return []string{"1216385946712345610", "1216385946712345611", "1216385946712345612"}
	case "nikhil.rao":
		return []string{"1216385946712349024"}
	case "class-4b-student2":
		return []string{"1216385946712351177", "1216385946712351178"}
	}
	return nil
}

func demoPush(name string) []Push {
	if name != "haruto.sato" {
		return nil
	}
	return []Push{{DeviceID: "2a54f0b6", DeviceToken: "made-up-device-token-of-a-demo", Notifier: "demo-fcm"}}
}
