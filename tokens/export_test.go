package tokens

// PackAccessToken packs a 006 token whose message is given, for what no kind
// builds: privileges in odd orders, and users that other libraries write.
var PackAccessToken = packAccessToken
