// Package local is the machine of the person who started atc: its folders and
// files, its clipboard and its terminal. What is served to others has no way
// here.
package local

import (
	"os"
	"path/filepath"
	"runtime"
)

// ConfigFolder returns where the files of atc are: the folder of the XDG
// standard if it is named, on every system. It is "" on a machine that has no
// place for them.
func ConfigFolder() string {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "atc")
}

// StateFolder returns where atc keeps what it could lose without harm: the
// folder of the XDG standard if it is named or usual, else the one for
// settings. It is "" on a machine that has no place for it.
func StateFolder() string {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "atc")
	}
	home, err := os.UserHomeDir()
	if err != nil || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return ConfigFolder()
	}
	return filepath.Join(home, ".local", "state", "atc")
}

// CurrentFolder returns the name of the folder that atc was started in, "" for
// the root of a disk.
func CurrentFolder() string {
	dir, err := os.Getwd()
	if err != nil || filepath.Dir(dir) == dir {
		return ""
	}
	return filepath.Base(dir)
}
