//go:build windows || darwin

package keystore

// sessionProblem returns nil: the keyring needs no session that could be
// looked for.
func sessionProblem() error { return nil }

func explainSecretService(error) (problem, advice string) { return "", "" }
