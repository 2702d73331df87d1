package wire

// ThrottleCount returns the number of throttles that a client keeps.
func ThrottleCount(c *Client) int { return len(c.throttles.byKey) }
