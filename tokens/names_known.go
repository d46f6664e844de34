package tokens

// wellKnown holds the words and names that stand in tokens of public bug
// reports, in Agora's samples and in what its token servers answer.
var wellKnown = []WellKnownName{
	{"0", "user ID 0 written as a text", true},
	{"undefined", "what JavaScript writes for a missing value", true},
	{"null", "a missing value written as a text", true},
	{"NaN", "what JavaScript writes for a number that is none", true},
	{"None", "what Python writes for a missing value", true},
	{"[object Object]", "what JavaScript writes for an object", true},
	{"System.Byte[]", "what C# writes for bytes", true},
	{":uid", "a path in which nothing was filled in", true},
	{":channelName", "a path in which nothing was filled in", true},
	{"*", "a wildcard", false},
	{"test", "a name for trials", false},
	{"demo", "a name for trials", false},
	{"channel", "a name for trials", false},
	{"channelName", "a name for trials", false},
	{"7d72365eb983485397e3e3f9d460bdda", "the channel of Agora's samples", false},
	{"2882341273", "the user of Agora's samples", false},
}
