package chatapi

// failures are the reasons that lie before an answer, or in its form.
var failures = []reason{
	{
		kind:    KindNoSuchHost,
		meaning: "there is no such host", advice: "copy the REST host from the Agora Console, Chat, Application Information, REST API",
	},
	{
		kind:    KindNoConnection,
		meaning: "there is no connection to the host", advice: "check the network, the proxy if there is one, and the host",
		passing: true, quote: true,
	},
	{
		kind:    KindTLS,
		meaning: "the host does not prove that it is the one meant", advice: "check its name and port, and the clock of this machine; a company's proxy needs its certificate installed",
		quote: true,
	},
	{
		kind:    KindTimeout,
		meaning: "no whole answer came in time", advice: "repeat in a moment; if it goes on, check the network and the host",
		passing: true,
	},
	{
		kind:    KindCutOff,
		meaning: "the connection ended before the answer did", advice: "repeat in a moment; if it goes on, look for a proxy or firewall that cuts connections",
		passing: true, quote: true,
	},
	{
		kind:    KindRedirected,
		meaning: "the host sends the request elsewhere, where the token would not be safe", advice: "enter the REST host itself; a login page of the network may be in the way",
	},
	{
		kind:    KindAnswerTooLarge,
		meaning: "the answer is larger than 4 MiB", advice: "ask for less at once",
	},
	{
		kind:    KindAnswerNotJSON,
		meaning: "what answers is not the Chat service", advice: "check the REST host, and whether a proxy or a login page of the network is in the way",
		quote: true,
	},
	{
		kind:    KindAnswerDamaged,
		meaning: "the answer ends early, or lacks what was asked for", advice: "repeat in a moment; if it goes on, report it with the request ID",
		passing: true, quote: true,
	},
	{
		kind:    KindNoToken,
		meaning: "there is no token to make the request with", advice: "check that the project has its App Certificate, which app tokens are built with",
		quote: true,
	},
	{
		kind: KindPasswordTooLong, ofUser: true,
		meaning: "the password is too long", advice: "use a password of at most 64 bytes",
	},
	{
		kind: KindNameUnsafe, ofUser: true,
		meaning: "no request can name this device safely", advice: "take the name from the list of the user's devices",
	},
	{
		kind:    KindCancelled,
		meaning: "it was given up", advice: "start it again if it is needed still",
	},
}
