"""What a use-case folder must provide, read once and checked before anything is computed."""
