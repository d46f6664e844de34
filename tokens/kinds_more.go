package tokens

import "slices"

var moreKinds = []Kind{
	{
		ID: "fpa", Group: groupMore, Title: "FPA", Version: AccessToken2,
		Doc:      "lets the app use the full-path accelerator",
		Official: fpaCalls,
		Inputs:   []Input{withDefault(lifetimeInput, "24h")},
		// The official builder writes 0, which means as long as the token.
		Grants: []Grant{{Service: ServiceFPA, Privileges: []Granted{{ID: 1}}}},
	},
	{
		ID: "streaming", Group: groupMore, Title: "Streaming", Version: AccessToken2,
		Doc:    "lets one account publish streams of a channel",
		Inputs: []Input{channelInput, anyAccountInput, allowInput("mixed and raw", "mixed", "raw"), lifetimeInput},
		Grants: []Grant{{
			Service: ServiceStreaming, Fields: []Fill{from("channel"), from("account")},
			Privileges: []Granted{
				{ID: 1, From: []string{"lifetime"}, When: allows("mixed and raw", "mixed")},
				{ID: 2, From: []string{"lifetime"}, When: allows("mixed and raw", "raw")},
			},
		}},
	},
	{
		ID: "fcdn", Group: groupMore, Title: "FCDN", Version: AccessToken2,
		Doc:    "lets one account publish to or play from Fusion CDN",
		Inputs: []Input{channelInput, anyAccountInput, allowInput("publish and play", "publish", "play"), lifetimeInput},
		Grants: []Grant{{
			Service: ServiceFCDN, Fields: []Fill{from("channel"), from("account")},
			Privileges: []Granted{
				{ID: 1, From: []string{"lifetime"}, When: allows("publish and play", "publish")},
				{ID: 2, From: []string{"lifetime"}, When: allows("publish and play", "play")},
			},
		}},
	},
	{
		ID: "convoai", Group: groupMore, Title: "ConvoAI", Version: AccessToken2,
		Doc:      "RTC, Signaling and Conversational AI in one token",
		Official: official(convoAIBuilder, "BuildToken", splitArgs...),
		Inputs:   splitInputs,
		Grants:   append(slices.Clip(splitGrants), Grant{Service: ServiceConvoAI}),
	},
	{
		ID: "stt", Group: groupMore, Title: "Speech-to-Text", Version: AccessToken2,
		Doc:      "RTC, Signaling and Speech-to-Text in one token",
		Official: official(sttBuilder, "BuildToken", splitArgs...),
		Inputs:   splitInputs,
		Grants:   append(slices.Clip(splitGrants), Grant{Service: ServiceSTT}),
	},
}

var composeKinds = []Kind{
	{
		ID: "compose", Group: groupCompose, Title: "any services", Version: AccessToken2,
		Doc: "writes any services, fields and privileges, from JSON",
		Inputs: []Input{{
			Key: "spec", Title: "JSON", Type: Document, Check: checkSpec, Default: sampleSpec,
			Doc: "services with their fields and privileges; the JSON of decode works, too",
		}},
	},
}

const sampleSpec = `{
  "expire": 3600,
  "services": [
    {
      "type": 1,
      "fields": {"channel_name": "lobby", "uid": "12345"},
      "privileges": {"1": 3600, "2": 3600}
    }
  ]
}`

// anyAccountInput may be empty, which Streaming and FCDN read as any user.
var anyAccountInput = Input{
	Key: "account", Title: "User account", Optional: true, Check: checkAccount,
	Doc: "the account or user ID as text; empty for any user",
}

// allowInput offers which privileges to grant.
func allowInput(choices ...string) Input {
	return Input{
		Key: "allow", Title: "Allow", Type: Choice, Choices: choices, Default: choices[0],
		Doc: "which privileges the token grants",
	}
}

func allows(choices ...string) Condition { return Condition{"allow", choices} }

func withDefault(in Input, value string) Input {
	in.Default = value
	return in
}
