//go:build !linux

package store

import "os"

// syncData returns when the data of a file is on disk.
func syncData(file *os.File) error { return file.Sync() }

// syncDirectory does nothing: not every system can synchronize directories.
func syncDirectory(string) error { return nil }
