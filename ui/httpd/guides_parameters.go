package httpd

import "atc/tokens"

// The parameters that several endpoints of the guides have.

func uidParameter(in place) parameter {
	return parameter{in, "uid", false, eitherSchema("the user ID, or the user account; 0 lets any user join").with("default", 0)}
}

const roleDoc = "publisher or 1, subscriber or 2"

func roleParameter(in place, absent string) parameter {
	return parameter{in, "role", false, eitherSchema(roleDoc).with("default", absent)}
}

func lifetimeParameter(in place, name string) parameter {
	return parameter{in, name, false, wholeSchema("how long the token lasts, in seconds").with("default", 3600).with("maximum", MaxLifetime)}
}

func versionParameter(in place) parameter {
	return parameter{in, versionName, false, choiceSchema("of the token; that of the server if there is none", string(tokens.AccessToken2), string(tokens.AccessToken))}
}
