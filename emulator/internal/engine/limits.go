package engine

// The limits of the service.
const (
	MaxParticipants            = 250       // per thread
	MaxParticipantsPerAdd      = 200       // per request
	MaxPageSize                = 200       // items per page; the default for participants and receipts
	DefaultMessagesPerPage     = 10        // if the request does not set the page size
	DefaultThreadsPerPage      = 100       // if the request does not set the page size
	MaxContent                 = 28 * 1024 // bytes per message
	MaxMetadata                = 1024      // bytes of names and values together
	MaxParticipantsForReceipts = 20        // per thread, for receipts and typing notifications
)

// checkMetadata rejects metadata that is too large. subject is used in the error.
func checkMetadata(subject string, metadata map[string]string) error {
	size := 0
	for name, value := range metadata {
		size += len(name) + len(value)
	}
	if size > MaxMetadata {
		return badRequest("The metadata of %s has %d bytes; the limit is %d.", subject, size, MaxMetadata)
	}
	return nil
}
