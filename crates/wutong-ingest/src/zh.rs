//! Errors in Chinese.

use wutong_model::Place;

use crate::error::{IngestError, Lost};
use crate::feed::HEAD_ROWS;

fn sheet_zh(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("，工作表“{sheet}”") }
}

fn encoding_zh((named, detected): &(String, String)) -> String {
    format!("；encoding = \"{named}\" 可能有误：文件像是 {detected}，不写 encoding 即可识别")
}

fn lost_zh(lost: &Lost) -> String {
    let Place { file, sheet, row, .. } = &lost.first;
    let place = if *row == 0 { String::new() } else { format!("第 {row} 行") };
    match &lost.error {
        Some((_, error)) => format!("\n{error}"),
        None => format!("\n{} {} 处，首处：{file}{}{place}", lost.kind.id(), lost.times, sheet_zh(sheet)),
    }
}

impl IngestError {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        self.zh_of_file()
            .or_else(|| self.zh_of_column())
            .or_else(|| self.zh_of_content())
            .unwrap_or_else(|| self.to_string())
    }

    fn zh_of_file(&self) -> Option<String> {
        Some(match self {
            Self::MissingFile { file, folder } => {
                format!("{file}：文件不存在（在 {folder} 中查找）；请改正 [[source]] 的 path 或 subject.items")
            }
            Self::Folder { file } => {
                format!("{file}：这是文件夹；请在 [[source]] 中写出其中的文件，如 path = \"{file}/*.xlsx\"")
            }
            Self::NoMatch { pattern, folder } => {
                format!("{pattern}：没有匹配的文件（在 {folder} 中查找）；请改正 [[source]] 的 path")
            }
            Self::NoSource => "说明文件没有写成绩来源；请添加 [[source]] path = \"scores/*.xlsx\"".to_owned(),
            Self::Unreadable { file, source } => {
                format!("{file}：无法读取（{source}）；请检查文件是否存在、是否有读取权限")
            }
            Self::NotWorkbook { file, found } => {
                format!("{file}：扩展名是 Excel，但内容不是工作簿；{}", found.cure_zh())
            }
            Self::NoSheet { file, sheet, known } => {
                format!("{file}：没有工作表“{sheet}”，现有：{}；请改正 [[source]] 的 sheet", known.join("、"))
            }
            Self::OpenQuote { file, row, lines } => {
                let within = lines.map(|lines| format!("在 {lines} 行之内")).unwrap_or_default();
                format!("{file}：第 {row} 行的双引号{within}没有闭合；请删去或补上引号")
            }
            Self::UnknownEncoding { file, label } => {
                format!("{file}：不认识的编码“{label}”；source.encoding 请用 utf-8、gb18030、gbk、big5 或 utf-16le")
            }
            Self::IdsClash { clashing, pupils, example, places } => format!(
                "{pupils} 个考号中有 {clashing} 个分属不同学校的学生，如“{example}”（{places}）；请设 [pupils] id_unique_within = \
                 \"school\"，或用 columns = {{ id = \"...\" }} 指定全区唯一的考号列"
            ),
            Self::TwoSchools { clashing, pupils, example, places, schools } => format!(
                "{pupils} 个考号中有 {clashing} 个在两所学校名下都有，姓名或成绩大多相同，如“{example}”（{places}）：“{}”和“{}”是同一所\
                 学校吗？若是，请在各表中统一校名；若其中一张表重复了其他表，请去掉它",
                schools[0], schools[1]
            ),
            Self::Files { first, rest } => {
                rest.iter().fold(first.zh(), |text, error| format!("{text}\n{}", error.zh()))
            }
            Self::Key(error) => error.zh(),
            Self::Mapping(error) => error.zh(),
            Self::NoPupil { files, set_aside, problems, .. } => format!(
                "{files} 个成绩文件中没有一名可用的学生（{set_aside} 行被搁置）；请改正文件或 [[source]] 的 columns{}",
                problems.iter().map(lost_zh).collect::<String>()
            ),
            _ => return None,
        })
    }

    fn zh_of_column(&self) -> Option<String> {
        Some(match self {
            Self::NoHeader { file, sheet, rows, sample, wanted, encoding } => format!(
                "{file}{}：前 {rows} 行中找不到表头（首行：{sample}）；请写明列名，如 学校、班级、考号、{wanted}，或在 [[source]] 中用 \
                 columns = {{ ... }} 指定{}{}",
                sheet_zh(sheet),
                if *rows < HEAD_ROWS { "" } else { "；若表头在更下方，请删去其上的行" },
                encoding.as_deref().map(encoding_zh).unwrap_or_default()
            ),
            Self::NoSchoolColumn { file, sheet, row, headers } => format!(
                "{file}{}：第 {row} 行表头中没有学校列（现有：{headers}）；请添加该列，或在 [[source]] 中设 columns = {{ school = \
                 \"...\" }} 或 school = \"...\"",
                sheet_zh(sheet)
            ),
            Self::TwoColumns { file, sheet, subject, first, second } => format!(
                "{file}{}：学科“{subject}”对应两列：{first} 和 {second}；请保留一列，或在 \
                 [[source]] 中用 columns = {{ {subject} = \"...\" }} 或 ignore = [\"...\"] 选定",
                sheet_zh(sheet)
            ),
            Self::Undecided { file, sheet, subject, columns, first } => format!(
                "{file}{}：学科“{subject}”有 {} 几列，看不出哪一列是该科成绩；请添加该科成绩一列，或在 [[source]] 中用 columns = {{ \
                 {subject} = \"{first}\" }} 指定，或用 ignore = [\"...\"] 略去",
                sheet_zh(sheet),
                columns.join("、")
            ),
            Self::SideBySide { file, sheet, first, second } => format!(
                "{file}{}：表格分左右两栏（{first} 和 {second}），只能读到一栏；请把右栏移到左栏下面",
                sheet_zh(sheet)
            ),
            Self::SubjectMissing { subject, name, files, nearest } => format!(
                "学科“{subject}”（{name}）在 {files} 个成绩文件中都没有；请删去这个 [[subject]]，或在 [[source]] 中用 columns = \
                 {{ {subject} = \"...\" }} 指定其列{}",
                nearest.as_deref().map(|nearest| format!("；最接近的是“{nearest}”")).unwrap_or_default()
            ),
            Self::StackedTables { file, sheet, row, subject, name } => format!(
                "{file}{}：第 {row} 行以下是另一张表，有自己的表头，因此没有找到学科“{subject}”（{name}）；请把每张表放在单独的工作表或文件中",
                sheet_zh(sheet)
            ),
            Self::UndeclaredSubject { file, sheet, cell, header, id } => format!(
                "{file}{}：单元格 {cell}“{header}”是说明文件没有声明的学科；请添加 [[subject]] id = \"{id}\"，或在其 [[source]] \
                 中写 ignore = [\"{header}\"]",
                sheet_zh(sheet)
            ),
            Self::NamedColumn { path, role, header, nearest } => format!(
                "{path}：columns.{role} 指定的列“{header}”在任何表中都没有{}；请在 [[source]] 中改正",
                nearest.as_deref().map(|nearest| format!("，最接近的是“{nearest}”")).unwrap_or_default()
            ),
            Self::ColumnType { table, column, found } => {
                format!("{table}：列“{column}”的类型是 {found}；请转换为文本或数值，或从表中去掉")
            }
            Self::ListColumn { file, sheet, wanted, headers } => {
                format!("{file}{}：没有“{wanted}”列（现有：{headers}）；请添加该列", sheet_zh(sheet))
            }
            Self::ItemSubject { file, sheet } => {
                format!("{file}{}：看不出小题属于哪一学科；请在其 [[source]] 中写明 subject = \"...\"", sheet_zh(sheet))
            }
            _ => return None,
        })
    }

    fn zh_of_content(&self) -> Option<String> {
        Some(match self {
            Self::Broken { file, sheet, damage, .. } => format!("{file}{}：{}", sheet_zh(sheet), damage.zh()),
            Self::TooLarge { file, sheet, what, found, limit } => {
                format!("{file}{}：{}", sheet_zh(sheet), what.zh(found, *limit))
            }
            Self::Password { file } => format!("{file}：设有密码；请打开后去掉密码再保存"),
            Self::Format { file, format, instead } => {
                format!("{file}：不支持 {format} 格式；请用原软件打开并另存为 {instead}")
            }
            Self::Consumed { table } => {
                format!("{table}：这个数据流已经读过一次；请提供新的数据流，或改用 batches")
            }
            _ => return None,
        })
    }
}
