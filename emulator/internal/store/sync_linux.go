package store

import (
	"errors"
	"os"
	"syscall"
)

// syncData returns when the data of a file whose size has not changed is on disk. Unlike
// File.Sync, it does not also write the time of the change.
func syncData(file *os.File) error {
	for {
		err := syscall.Fdatasync(int(file.Fd()))
		if !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}

// syncDirectory returns when the entries of a directory are on disk.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
