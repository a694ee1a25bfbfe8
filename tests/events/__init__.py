"""Events: recorded with the change, published in commit order, fed to the boards."""
