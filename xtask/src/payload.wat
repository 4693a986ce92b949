;; Reads the text of a payload, which begins at address 0 with its key, and leaves there the bytes that it
;; stands for. Returns how many they are.
(module
  (memory (export "m") 3)
  (func (export "d") (result i32)
    (local $from i32)
    (local $to i32)
    (local $code i32)
    (local $place i32)
    ;; A table, at 196480: by character, its place in the key plus one.
    (loop $key
      (i32.store8 offset=196480
        (i32.load8_u (local.get $from))
        (local.tee $from (i32.add (local.get $from) (i32.const 1))))
      (br_if $key (i32.lt_u (local.get $from) (i32.const 35))))
    (loop $text
      (local.set $code (i32.load8_u (local.get $from)))
      (local.set $place (i32.load8_u offset=196480 (local.get $code)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (if (local.get $place)
        (then
          ;; It stands for one of the bytes 0 to 31 …
          (local.set $code (i32.sub (local.get $place) (i32.const 1)))
          (if (i32.gt_u (local.get $place) (i32.const 32))
            (then
              ;; … or adds 0, 95 or 190 to the next one.
              (local.set $code
                (i32.add
                  (i32.load8_u (local.get $from))
                  (i32.mul (i32.sub (local.get $place) (i32.const 33)) (i32.const 95))))
              (local.set $from (i32.add (local.get $from) (i32.const 1)))))))
      (i32.store8 (local.get $to) (local.get $code))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $text (i32.load8_u (local.get $from))))
    (local.get $to)))
