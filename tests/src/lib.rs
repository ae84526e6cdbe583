//! What the tests share: recorded worlds as a transport, the search for leaked secrets.
