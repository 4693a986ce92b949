//! Runs tasks on one thread, in the order in which they were spawned or woken.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use cometchat_wasm::platform::Task;

type Queue = Arc<Mutex<VecDeque<usize>>>;

#[derive(Default)]
pub struct Executor {
    tasks: RefCell<HashMap<usize, Task>>,
    ready: Queue,
    next: Cell<usize>,
}

struct Alarm {
    task: usize,
    ready: Queue,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.ready.lock().expect("one thread").push_back(self.task);
    }
}

impl Executor {
    pub fn spawn(&self, task: Task) {
        let id = self.next.get();
        self.next.set(id + 1);
        self.tasks.borrow_mut().insert(id, task);
        self.ready.lock().expect("one thread").push_back(id);
    }

    pub fn run_until_idle(&self) {
        while self.step() {}
    }

    /// Polls one task. Whether there was one.
    fn step(&self) -> bool {
        let Some(id) = self.ready.lock().expect("one thread").pop_front() else {
            return false;
        };
        let taken = self.tasks.borrow_mut().remove(&id);
        if let Some(mut task) = taken {
            let waker = Waker::from(Arc::new(Alarm {
                task: id,
                ready: self.ready.clone(),
            }));
            if task
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
            {
                self.tasks.borrow_mut().insert(id, task);
            }
        }
        true
    }

    /// How many tasks have not ended.
    pub fn unfinished(&self) -> usize {
        self.tasks.borrow().len()
    }
}
