//! Feeds [`wutong_fuzz::csv`].
#![no_main]

// A panic of a reader that Wutong catches is no crash; one that escapes still ends the program.
libfuzzer_sys::fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| wutong_fuzz::csv(bytes));
