//! The allocator of the WebAssembly.

use std::alloc::{GlobalAlloc, Layout};

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

#[global_allocator]
#[allow(unsafe_code)]
// SAFETY: a page's WebAssembly runs on one thread.
static ALLOCATOR: Clearing =
    Clearing(unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) });

/// Takes half the bytes of the default allocator. Clears what is freed, so that no stale handle stays in
/// the memory and keeps its value alive (`pkg-template/src/collector.ts`).
struct Clearing(AssumeSingleThreaded<FreeListAllocator>);

#[allow(unsafe_code)]
// SAFETY: the allocator within does everything; what it is given back is the caller's until then.
unsafe impl GlobalAlloc for Clearing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe {
            place.write_bytes(0, layout.size());
            self.0.dealloc(place, layout);
        }
    }
}
