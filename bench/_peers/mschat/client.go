package mschat

import "github.com/Azure/azure-sdk-for-go/sdk/azcore"

// NewChatThreadClient returns a client for threads. The generator leaves
// constructors to whoever publishes the package.
func NewChatThreadClient(endpoint string, client *azcore.Client) *ChatThreadClient {
	return &ChatThreadClient{internal: client, endpoint: endpoint}
}
