//! Where words and data go.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::error::{ContextKind, ErrorKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wutong::report::Lang;

use crate::{DONE, FAILED};

/// Standard output for data, standard error for words.
pub struct Console<'a> {
    /// Data.
    pub out: &'a mut dyn Write,
    /// Words and progress.
    pub words: &'a mut dyn Write,
    /// Whether the words go to a terminal; progress is shown only there.
    pub terminal: bool,
}

impl Console<'_> {
    /// A line of words. Nothing can be done if it cannot be written.
    pub(crate) fn say(&mut self, text: &str) {
        let _ = writeln!(self.words, "{text}");
    }

    pub(crate) fn failure(&mut self, text: &str, lang: Lang) {
        self.say(&format!("{}{text}", lang.pick("错误：", "error: ")));
    }

    /// Help and version are data; wrong usage is words.
    pub(crate) fn usage(&mut self, error: &clap::Error) -> u8 {
        if error.use_stderr() {
            // Which language is wanted is not known before the arguments are read.
            self.say(&usage_zh(error));
            self.say(error.to_string().trim_end());
            FAILED
        } else {
            let _ = write!(self.out, "{error}");
            DONE
        }
    }

    pub(crate) fn progress(&self, lang: Lang) -> Bar {
        Bar::new(self.terminal, lang)
    }
}

/// What is wrong with the arguments, in Chinese: the parser itself speaks English.
fn usage_zh(error: &clap::Error) -> String {
    let of = |kind: ContextKind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let known = of(ContextKind::ValidValue);
    let known = if known.is_empty() { String::new() } else { format!("；可用：{known}") };
    let wrong = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少取值{known}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{argument} 不能取“{value}”{known}"),
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个参数"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同时使用", of(ContextKind::PriorArg)),
        _ => "命令写法有误".to_owned(),
    };
    format!("错误：{wrong}。用 --help 查看用法。")
}

/// A progress line that disappears when the work is done.
pub(crate) struct Bar {
    bar: ProgressBar,
    rows: AtomicU64,
    lang: Lang,
}

impl Bar {
    fn new(terminal: bool, lang: Lang) -> Self {
        let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let plain = std::env::var_os("NO_COLOR").is_some();
        let template = if plain { "{spinner} {msg}" } else { "{spinner:.cyan} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if terminal {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, rows: AtomicU64::new(0), lang }
    }

    pub(crate) fn phase(&self, text: &str) {
        self.bar.set_message(text.to_owned());
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl wutong::Progress for Bar {
    fn file(&self, name: &str, index: usize, of: usize) {
        let verb = self.lang.pick("读取", "reading");
        let rows = self.lang.pick("行", "rows");
        self.phase(&format!("{verb} {index}/{of} {name} ({} {rows})", self.rows.load(Ordering::Relaxed)));
    }

    fn rows(&self, n: u64) {
        self.rows.fetch_add(n, Ordering::Relaxed);
    }
}
