// TODO(now): finish
