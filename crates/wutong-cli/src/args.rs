//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use wutong::model::spec::Audience;
use wutong::report::Lang;

/// 五同：联考成绩的统计、可比性判断与学校诊断
#[derive(Debug, Parser)]
#[command(name = "wutong", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// 语言 / language of words and reports
    #[arg(long, global = true, value_enum, default_value = "zh")]
    lang: LangArg,
}

const EXAMPLES: &str = "\
示例 / examples:
  wutong demo                          生成一个虚拟学区并分析 / make a synthetic district and run it
  wutong init scores/*.xlsx            由成绩表生成 exam.toml / infer exam.toml from score sheets
  wutong run exam.toml                 分析 / the main job
  wutong explain excellence_rate       一个指标的定义 / the definition of a metric";

const KEY: &str = "\
在 exam.toml 中写 [pupils] key = \"FILE\"，考号和学籍号即换成化名；同一密钥下同一考号在历次考试中化名相同。
密钥由本中心负责学生数据的人保管：不随结果发出，不放共享文件夹，另存备份；丢失后无法与以往考试对接。
With [pupils] key = \"FILE\" in exam.toml identifiers become pseudonyms, the same in every exam under one key.
Whoever answers for pupils' data at the centre keeps it: never beside the outputs, never in a shared folder, with one
backup. Without it pupils can no longer be linked to earlier exams.";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum AudienceArg {
    /// 教研部门内部 / the centre itself
    BureauInternal,
    /// 每校一个文件夹，可单独发给该校 / a folder for each school
    School,
    /// 不含任何学校 / no school at all
    Public,
    /// 每名学生一份本人等级，可单独发给本人 / own levels, one sheet for each pupil
    StudentParent,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 生成虚拟学区并分析 / make a synthetic district and run it
    Demo {
        /// 写到哪个文件夹 / folder to write to
        #[arg(long, default_value = "wutong-demo")]
        out: PathBuf,
        /// 学生人数 / number of pupils
        #[arg(long, default_value_t = 7500, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
        students: u64,
        /// 随机种子 / seed
        #[arg(long, default_value_t = 20_250_626)]
        seed: u64,
        /// 只生成，不分析 / write the files, do not run them
        #[arg(long)]
        only_files: bool,
    },
    /// 由文件推断并写出 exam.toml / infer exam.toml from files
    Init {
        /// 成绩表、名单等 / score sheets, rosters ...
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 写到哪里 / where to write
        #[arg(short, long, default_value = "exam.toml")]
        output: PathBuf,
        /// 沿用以前保存的列对应关系 / a mapping file saved for earlier exports of the same system
        #[arg(long)]
        mapping: Option<PathBuf>,
        /// 保存列的对应关系，供下次同一系统的导出使用 / save what was found for the next export of the same system
        #[arg(long, value_name = "FILE")]
        save_mapping: Option<PathBuf>,
    },
    /// 只读取和检查 / read and check only
    Check {
        /// exam.toml
        spec: PathBuf,
        /// 线程数，1 至 256 / threads, 1 to 256
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: Option<u16>,
        /// 填好 corrected 一列的 quarantine.csv，可多次给出 / a filled quarantine.csv; may be repeated
        #[arg(long, value_name = "FILE")]
        with: Vec<PathBuf>,
    },
    /// 分析并写出全部结果 / the main job
    Run(RunArgs),
    /// 由结果文件夹重新排版报告，不再读成绩 / make the reports again from an output folder, without the marks
    Report(ReportArgs),
    /// 报告模板 / templates of the reports
    Templates {
        #[command(subcommand)]
        what: TemplatesCommand,
    },
    /// 列出全部指标 / list the metrics
    Metrics {
        /// JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出全部检查和发现的触发条件与句子 / list the checks and rules, their triggers and sentences
    Findings {
        /// JSON
        #[arg(long)]
        json: bool,
    },
    /// 生成考号化名的密钥 / make the key of pupils' pseudonyms
    #[command(after_help = KEY)]
    Key {
        /// 写到哪里；已有的文件不会被覆盖 / where to write; never overwrites
        file: PathBuf,
    },
    /// 一个指标的定义 / the definition of a metric
    Explain {
        /// 指标 / metric id
        metric: String,
    },
    /// exam.toml 与学校档案的 JSON Schema / JSON Schema of exam.toml and of the school profile
    Schema,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// exam.toml
    pub(crate) spec: PathBuf,
    /// 输出文件夹；默认为 exam.toml 旁以考试 id 命名的文件夹 / output folder
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// 线程数，1 至 256 / threads, 1 to 256
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// 读者 / who will read the output
    #[arg(long, value_enum)]
    audience: Option<AudienceArg>,
    /// 由谁导出，记入 exports.log / who takes the output out, for exports.log
    #[arg(long, value_name = "NAME")]
    pub(crate) exported_by: Option<String>,
    /// 何时导出，照写入 exports.log / when, as it shall stand in exports.log
    #[arg(long, value_name = "TIME")]
    pub(crate) exported_at: Option<String>,
    /// 输出格式，逗号分隔：html,pdf,docx,xlsx,json,csv,parquet；默认全部，面向学生和家长时为 html / formats, separated by
    /// commas; all of them by default, html for pupils and parents
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// 另为每个班级写一份报告 / a report for each class too
    #[arg(long)]
    pub(crate) classes: bool,
    /// 填好 corrected 一列的 quarantine.csv，可多次给出 / a filled quarantine.csv; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) with: Vec<PathBuf>,
    /// 本单位的报告模板所在文件夹 / folder of the centre's own templates
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// 输出过 json 格式的结果文件夹 / output folder of a run that wrote the format json
    #[arg(long, value_name = "DIR")]
    pub(crate) from: PathBuf,
    /// 输出格式，逗号分隔：html,pdf,docx / formats, separated by commas
    #[arg(long, default_value = "html,pdf,docx")]
    pub(crate) format: String,
    /// 线程数，1 至 256 / threads, 1 to 256
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// 本单位的报告模板所在文件夹 / folder of the centre's own templates
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TemplatesCommand {
    /// 写出内置模板，供修改 / write the templates that travel inside, to be edited
    Export {
        /// 写到哪个文件夹；已有的文件不会被覆盖 / folder to write to; never overwrites
        folder: PathBuf,
    },
}

impl Args {
    pub(crate) fn lang(&self) -> Lang {
        match self.lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        }
    }
}

impl RunArgs {
    pub(crate) fn audience(&self) -> Option<Audience> {
        self.audience.map(|audience| match audience {
            AudienceArg::BureauInternal => Audience::BureauInternal,
            AudienceArg::School => Audience::School,
            AudienceArg::Public => Audience::Public,
            AudienceArg::StudentParent => Audience::StudentParent,
        })
    }
}
