"""The examples that come with the law (chuntian.policy.examples), for the tests."""

from chuntian.policy.examples import Example, examples, fen

__all__ = ["Example", "examples", "fen"]
