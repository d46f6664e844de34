// The benchmarks that hold atc against the community's Go library are a module
// of their own, so that users of atc never download that library.
module peer

go 1.26.0

require (
	atc v0.0.0
	github.com/AgoraIO-Community/go-tokenbuilder v1.3.0
)

replace atc => ../../..
