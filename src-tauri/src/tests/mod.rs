//! Tests of the commands over the bridge.
