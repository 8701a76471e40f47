//! What is wrong with a file that is broken, and what a file asks too much of: one plain sentence each, twice.

/// What is wrong with a broken file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// A zip archive, or a workbook, which is one too, without its end or with damaged members.
    Archive,
    /// A workbook that lacks a part or holds one that makes no sense.
    Workbook,
    /// A worksheet that breaks off or makes no sense.
    Worksheet,
    /// A workbook of Excel 97-2003 that breaks off or makes no sense.
    OldWorkbook,
    /// An OpenDocument spreadsheet that breaks off or makes no sense.
    Spreadsheet,
    /// A Parquet file without a readable footer, or with damaged columns.
    Parquet,
    /// An Arrow file or stream that breaks off or makes no sense.
    Arrow,
    /// A gzip file that breaks off or makes no sense.
    Gzip,
    /// Delimited text that cannot be split into fields.
    Text,
    /// Something else under the name of a text.
    NotText,
    /// An archive without one file that holds a table.
    NothingInside,
    /// Archives within archives within archives.
    Nested,
    /// A stream of batches that fails.
    Stream,
    /// Numbers of a worksheet written as comments or references, which no spreadsheet program does.
    Disguised,
    /// Replaced or written to while it was read.
    Changed,
}

impl Damage {
    /// The sentence in English, with the cure.
    pub(crate) fn en(self) -> &'static str {
        match self {
            Self::Archive => "the zip archive is cut off or broken; copy it again, or save it again from its program",
            Self::Workbook => {
                "the workbook lacks parts or is broken; open it in its program and save it again as .xlsx"
            }
            Self::Worksheet => "the worksheet is broken; open the file in its program and save it again as .xlsx",
            Self::OldWorkbook => {
                "the Excel 97-2003 workbook is cut off or broken; open it in its program and save it as .xlsx"
            }
            Self::Spreadsheet => {
                "the OpenDocument spreadsheet is cut off or broken; open it in its program and save it as .xlsx"
            }
            Self::Parquet => "the Parquet file is cut off or broken; write it again",
            Self::Arrow => "the Arrow file is cut off or broken; write it again",
            Self::Gzip => "the gzip file is cut off or broken; copy it again",
            Self::Text => "the text cannot be split into fields; save it again as .csv",
            Self::NotText => "this is not text; open it in its own program and save it as .xlsx or .csv",
            Self::NothingInside => {
                "the archive holds no workbook, no text file and no table; put the files of marks into it"
            }
            Self::Nested => "an archive in an archive in an archive; unpack it and name the files inside",
            Self::Disguised => {
                "a worksheet holds numbers in a form that no spreadsheet program writes; open it in Excel, compare it with \
                 its origin and save it again as .xlsx"
            }
            Self::Changed => "the file was changed while it was read; wait until it is written and run again",
            Self::Stream => "the stream of batches failed; see its own message and start it again",
        }
    }

    /// The sentence in Chinese, with the cure.
    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::Archive => "压缩包不完整或已损坏；请重新复制，或用原软件重新保存",
            Self::Workbook => "工作簿缺少内容或已损坏；请用原软件打开并重新保存为 .xlsx",
            Self::Worksheet => "工作表已损坏；请用原软件打开文件并重新保存为 .xlsx",
            Self::OldWorkbook => "Excel 97-2003 工作簿不完整或已损坏；请用原软件打开并另存为 .xlsx",
            Self::Spreadsheet => "OpenDocument 表格不完整或已损坏；请用原软件打开并另存为 .xlsx",
            Self::Parquet => "Parquet 文件不完整或已损坏；请重新导出",
            Self::Arrow => "Arrow 文件不完整或已损坏；请重新导出",
            Self::Gzip => "gzip 文件不完整或已损坏；请重新复制",
            Self::Text => "文本无法拆分为字段；请重新保存为 .csv",
            Self::NotText => "这不是文本文件；请用原软件打开并另存为 .xlsx 或 .csv",
            Self::NothingInside => "压缩包中没有工作簿、文本或数据表；请把成绩文件放入其中",
            Self::Nested => "压缩包中的压缩包里还有压缩包；请解压后写出其中的文件",
            Self::Disguised => {
                "工作表中的数字以任何表格软件都不会使用的方式写成；请用 Excel 打开，与原始数据核对后重新保存为 .xlsx"
            }
            Self::Changed => "读取时文件被改动或替换；请等文件写完、关闭后重新运行",
            Self::Stream => "数据流中断；请查看其自身的信息后重新开始",
        }
    }
}

/// What a file asks too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excess {
    /// Cells that a worksheet says it has.
    ClaimedCells,
    /// Cells that a worksheet holds.
    Cells,
    /// Merged ranges of a worksheet.
    MergedRanges,
    /// Megabytes once unpacked.
    Unpacked,
    /// Ratio of unpacked to packed size.
    Ratio,
    /// Files or parts in an archive.
    Parts,
    /// Megabytes of the texts that a workbook shares between cells.
    SharedTexts,
    /// Formats of cells.
    Formats,
    /// Megabytes of one text, tag or comment.
    Text,
    /// Times that one row of values is repeated.
    RepeatedRow,
    /// Columns over which a row repeats its values.
    RepeatedColumns,
}

impl Excess {
    /// What is found, what the limit is, and the cure, in English.
    pub(crate) fn en(self, found: &str, limit: u64) -> String {
        match self {
            Self::ClaimedCells => format!(
                "it claims {found} cells, more than limits.cells = {limit}; delete the empty rows and columns below \
                 and right of the table, or paste the table into a new workbook, or raise cells in [limits]"
            ),
            Self::Cells => format!(
                "it holds more than limits.cells = {limit} cells; delete the empty rows and columns below and right \
                 of the table, or paste the table into a new workbook, or raise cells in [limits]"
            ),
            Self::MergedRanges => format!(
                "it has {found} merged ranges, more than limits.merged_ranges = {limit}; unmerge its cells, or raise \
                 merged_ranges in [limits]"
            ),
            Self::Unpacked => format!(
                "it unpacks to {found} MB, more than limits.unpacked_mb = {limit}; split it into smaller files, or \
                 raise unpacked_mb in [limits]"
            ),
            Self::Ratio => format!(
                "{found} is packed more tightly than tables are, beyond limits.ratio = {limit}; paste the table into \
                 a new workbook, or raise ratio in [limits] if you trust the file"
            ),
            Self::Parts => format!(
                "it holds {found} files, more than limits.files = {limit}; unpack it and name the files inside, or raise \
                 files in [limits]"
            ),
            Self::RepeatedColumns => format!(
                "a row repeats its values over {found} columns, more than {limit}; delete the columns right of the table"
            ),
            Self::SharedTexts => format!(
                "its texts need {found} MB, more than {limit} (a quarter of limits.unpacked_mb); split it into smaller \
                 files, or raise unpacked_mb in [limits]"
            ),
            Self::Formats => {
                format!("it has {found} cell formats, more than {limit}; paste the table as values into a new workbook")
            }
            Self::Text => format!(
                "it holds a text of more than {limit} MB, which no table needs; paste the table into a new workbook"
            ),
            Self::RepeatedRow => format!(
                "one row of values is repeated {found} times, more than {limit}; delete the rows below the table"
            ),
        }
    }

    /// The same in Chinese.
    pub(crate) fn zh(self, found: &str, limit: u64) -> String {
        match self {
            Self::ClaimedCells => format!(
                "声称有 {found} 个单元格，超过 limits.cells = {limit}；请删除表格下方和右侧的空行空列，\
                 或把表格粘贴到新工作簿，或调大 [limits] 的 cells"
            ),
            Self::Cells => format!(
                "单元格多于 limits.cells = {limit}；请删除表格下方和右侧的空行空列，\
                 或把表格粘贴到新工作簿，或调大 [limits] 的 cells"
            ),
            Self::MergedRanges => format!(
                "合并区域有 {found} 个，超过 limits.merged_ranges = {limit}；请取消合并，或调大 [limits] 的 merged_ranges"
            ),
            Self::Unpacked => format!(
                "解压后有 {found} MB，超过 limits.unpacked_mb = {limit}；请拆成较小的文件，或调大 [limits] 的 unpacked_mb"
            ),
            Self::Ratio => format!(
                "{found} 的压缩比超出表格应有的程度（limits.ratio = {limit}）；请把表格粘贴到新工作簿，\
                 若信任该文件可调大 [limits] 的 ratio"
            ),
            Self::Parts => format!(
                "其中有 {found} 个文件，超过 limits.files = {limit}；请解压后写出其中的文件，或调大 [limits] 的 files"
            ),
            Self::RepeatedColumns => format!("一行数据横向重复 {found} 列，超过 {limit}；请删除表格右侧的列"),
            Self::SharedTexts => format!(
                "其中的文字需要 {found} MB，超过 {limit}（limits.unpacked_mb 的四分之一）；请拆成较小的文件，\
                 或调大 [limits] 的 unpacked_mb"
            ),
            Self::Formats => format!("单元格格式有 {found} 种，超过 {limit}；请以数值方式粘贴到新工作簿"),
            Self::Text => format!("含有超过 {limit} MB 的单个文本，成绩表不会如此；请把表格粘贴到新工作簿"),
            Self::RepeatedRow => format!("同一行数据重复 {found} 次，超过 {limit}；请删除表格下方的行"),
        }
    }
}

/// What a file that should be a workbook looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookalike {
    /// Workbook of Excel 97-2003, or one under a password.
    OldWorkbook,
    /// A web page without a table.
    WebPage,
    /// Anything else.
    Other,
}

impl Lookalike {
    /// The cure in English.
    pub(crate) fn cure(self) -> &'static str {
        match self {
            Self::OldWorkbook => {
                "it is an Excel 97-2003 workbook or has a password: save it as .xlsx without a password"
            }
            Self::WebPage => {
                "it is a web page without a table, often the page to log in: open it to see what it says and export the marks again"
            }
            Self::Other => "open it in its program and save it as .xlsx, or as .csv if it is text",
        }
    }

    /// The cure in Chinese.
    pub(crate) fn cure_zh(self) -> &'static str {
        match self {
            Self::OldWorkbook => "它是 Excel 97-2003 格式或设有密码，请去掉密码并另存为 .xlsx",
            Self::WebPage => "它其实是没有表格的网页（常为登录页），请打开查看并重新导出成绩",
            Self::Other => "请用原软件打开并另存为 .xlsx；若是文本请改为 .csv",
        }
    }
}
