module atc

go 1.26.0
