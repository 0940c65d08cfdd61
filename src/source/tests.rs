//! Tests over whole inputs, through `open`.
