;; Reads the text of a payload, which begins at address 0, and leaves at 131072 the module that it stands
;; for. Returns the module's end. `payload.rs` and `streams.rs` describe the text and what is in it.
(module
  (memory (export "m") 3)
  ;; Where the next byte of the module goes.
  (global $to (mut i32) (i32.const 131072))

  ;; Copies a byte of the stream whose place in the header this is, and returns it.
  (func $byte (param $stream i32) (result i32)
    (local $at i32)
    (local $byte i32)
    (i32.store (local.get $stream)
      (i32.add (local.tee $at (i32.load (local.get $stream))) (i32.const 1)))
    (i32.store8 (global.get $to) (local.tee $byte (i32.load8_u (local.get $at))))
    (global.set $to (i32.add (global.get $to) (i32.const 1)))
    (local.get $byte))

  ;; Copies a number in LEB128, and returns its last byte: all of it, if it is below 128.
  (func $number (param $stream i32) (result i32)
    (local $byte i32)
    (loop $more
      (br_if $more
        (i32.gt_u (local.tee $byte (call $byte (local.get $stream))) (i32.const 127))))
    (local.get $byte))

  ;; The text's bytes, in the place of the text.
  (func $text
    (local $from i32)
    (local $to i32)
    (local $code i32)
    (loop $text
      (local.set $code (i32.load8_u (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      ;; A pair: 92 more after "!", 184 more after a space.
      (if (i32.lt_u (local.get $code) (i32.const 35))
        (then
          (local.set $code
            (i32.add
              (i32.load8_u (local.get $from))
              (i32.mul (i32.sub (i32.const 34) (local.get $code)) (i32.const 92))))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))))
      (i32.store8 (local.get $to) (i32.sub (local.get $code) (i32.const 35)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $text (i32.load8_u (local.get $from)))))

  ;; The header: 0 how long what precedes the first body is, 4 how many bodies there are, and where the
  ;; streams are: 8 texts, 12 the code, 16 branches, 20 places, 24 offsets, 28 locals, 32 blocks.
  (func (export "d") (result i32)
    (local $start i32)
    (local $count i32)
    (local $depth i32)
    (local $opcode i32)
    (local $end i32)
    (call $text)
    ;; The texts end where the code begins.
    (local.set $end (i32.load (i32.const 12)))
    (loop $before
      (drop (call $byte (i32.const 12)))
      (br_if $before
        (i32.lt_u (global.get $to) (i32.add (i32.load (i32.const 0)) (i32.const 131072)))))
    (loop $bodies
      ;; Its length goes there later.
      (global.set $to
        (i32.add (local.tee $start (global.get $to)) (i32.const 3)))
      (local.set $count (call $number (i32.const 28)))
      (block $all
        (loop $locals
          (br_if $all (i32.eqz (local.get $count)))
          (drop (call $number (i32.const 28)))
          (drop (call $byte (i32.const 28)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $locals)))
      (local.set $depth (i32.const 1))
      (loop $code
        (local.set $opcode (call $byte (i32.const 12)))
        (block $done
          ;; block, loop, if
          (if (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x02)) (i32.const 3))
            (then
              (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
              (drop (call $number (i32.const 32)))
              (br $done)))
          ;; end
          (if (i32.eq (local.get $opcode) (i32.const 0x0b))
            (then
              (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
              (br $done)))
          ;; br, br_if
          (if (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x0c)) (i32.const 2))
            (then
              (drop (call $number (i32.const 16)))
              (br $done)))
          ;; local.get, local.set, local.tee
          (if (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x20)) (i32.const 3))
            (then
              (drop (call $number (i32.const 20)))
              (br $done)))
          ;; br_table
          (if (i32.eq (local.get $opcode) (i32.const 0x0e))
            (then
              (local.set $count (i32.add (call $number (i32.const 16)) (i32.const 1)))
              (loop $labels
                (drop (call $number (i32.const 16)))
                (br_if $labels
                  (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
              (br $done)))
          ;; Loads and stores: two bits of this are the alignment of each.
          (if (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x28)) (i32.const 23))
            (then
              (i32.store8 (global.get $to)
                (i32.and
                  (i32.wrap_i64
                    (i64.shr_u
                      (i64.const 39921357181166)
                      (i64.extend_i32_u
                        (i32.shl (i32.sub (local.get $opcode) (i32.const 0x28)) (i32.const 1)))))
                  (i32.const 3)))
              (global.set $to (i32.add (global.get $to) (i32.const 1)))
              (drop (call $number (i32.const 24)))
              (br $done)))
          ;; call_indirect, which has two
          (if (i32.eq (local.get $opcode) (i32.const 0x11))
            (then (drop (call $number (i32.const 12)))))
          ;; call, call_indirect, global.get, global.set, memory.size, memory.grow, i32.const, i64.const
          (if
            (i32.or
              (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x10)) (i32.const 2))
              (i32.or
                (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x23)) (i32.const 2))
                (i32.lt_u (i32.sub (local.get $opcode) (i32.const 0x3f)) (i32.const 4))))
            (then
              (drop (call $number (i32.const 12)))
              (br $done)))
          ;; f64.const
          (if (i32.eq (local.get $opcode) (i32.const 0x44))
            (then
              (local.set $count (i32.const 8))
              (loop $bytes
                (drop (call $byte (i32.const 12)))
                (br_if $bytes
                  (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
              (br $done)))
          ;; memory.copy and memory.fill, which have two and one
          (if (i32.eq (local.get $opcode) (i32.const 0xfc))
            (then
              (local.set $count (call $number (i32.const 12)))
              (if (i32.eq (local.get $count) (i32.const 10))
                (then (drop (call $byte (i32.const 12)))))
              (if (i32.gt_u (local.get $count) (i32.const 9))
                (then (drop (call $byte (i32.const 12))))))))
        (br_if $code (local.get $depth)))
      ;; The body's length, in three bytes.
      (local.set $count
        (i32.sub (i32.sub (global.get $to) (local.get $start)) (i32.const 3)))
      (i32.store8 (local.get $start) (i32.or (local.get $count) (i32.const 128)))
      (i32.store8 offset=1 (local.get $start)
        (i32.or (i32.shr_u (local.get $count) (i32.const 7)) (i32.const 128)))
      (i32.store8 offset=2 (local.get $start) (i32.shr_u (local.get $count) (i32.const 14)))
      (i32.store (i32.const 4) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))
      (br_if $bodies (i32.load (i32.const 4))))
    (block $over
      (loop $texts
        (br_if $over (i32.eq (i32.load (i32.const 8)) (local.get $end)))
        (i32.store8 (global.get $to)
          (i32.add (call $byte (i32.const 8)) (i32.const 35)))
        (br $texts)))
    (global.get $to)))
