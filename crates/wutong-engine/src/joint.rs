//! Which marks belong to one pupil, without the pupil.

/// No mark that counts.
const NONE: i32 = i32::MIN;

/// The joint table of the marks of a class: one row a pupil, one mark a subject, in the order of the marks.
///
/// A line by share is known only once every book is merged, and so are the means that imbalance is held against. The
/// joint table keeps what both need, exactly, and adds up; it holds no identifier, but a pupil's marks side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JointMarks {
    width: usize,
    marks: Box<[i32]>,
}

impl JointMarks {
    /// The table of these rows, `width` marks each.
    pub(crate) fn new(width: usize, marks: &[Option<i32>]) -> Self {
        let marks: Vec<i32> = marks.iter().map(|mark| mark.unwrap_or(NONE)).collect();
        Self::sorted(width, &marks)
    }

    fn sorted(width: usize, marks: &[i32]) -> Self {
        let mut rows: Vec<&[i32]> = marks.chunks_exact(width.max(1)).collect();
        rows.sort_unstable();
        Self { width, marks: rows.concat().into() }
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self::sorted(self.width.max(other.width), &[&*self.marks, &*other.marks].concat())
    }

    /// Marks of one pupil after the other, `None` where no mark counts.
    pub(crate) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Option<i32>> + Clone + '_> + '_ {
        let mark = |&mark: &i32| (mark != NONE).then_some(mark);
        self.marks.chunks_exact(self.width.max(1)).map(move |row| row.iter().map(mark))
    }

    /// Bytes that its marks take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.marks)
    }
}
