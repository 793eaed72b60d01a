"""What EventBridge does with the events that CloudTrail brings it: rules hear of them, and send them on."""
