;; 2^((score − max) · scale) of float32 scores, four at a time, in place, and the sum of them in float64. Products and sums
;; are one instruction where the processor has it (relaxed SIMD), so that the last digit depends on the processor, as that of
;; scores does. `weigh.ts` holds this file compiled, and says how.
(module
  (memory (export "memory") 1)

  ;; The largest of `bytes` bytes of scores from address 0; `bytes` is a multiple of 32.
  (func (export "maximum") (param $bytes i32) (result f32)
    (local $at i32)
    (local $one v128)
    (local $other v128)
    (local.set $one (f32x4.splat (f32.const -inf)))
    (local.set $other (local.get $one))
    (loop $next
      (local.set $one (f32x4.pmax (local.get $one) (v128.load (local.get $at))))
      (local.set $other (f32x4.pmax (local.get $other) (v128.load offset=16 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (local.set $one (f32x4.pmax (local.get $one) (local.get $other)))
    (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $one)) (f32x4.extract_lane 1 (local.get $one)))
      (f32.max (f32x4.extract_lane 2 (local.get $one)) (f32x4.extract_lane 3 (local.get $one)))))

  ;; Scores from address 0 become their weights, 2^((score − max) · scale); the sum of these, and that of each 32 as float64
  ;; from address `all`. `max` is finite, `scale` and 127 / `scale` are within the range of float32, `bytes` is a multiple
  ;; of 128.
  (func (export "weigh") (param $bytes i32) (param $max f32) (param $scale f64) (param $all i32) (result f64)
    (local $at i32)
    (local $end i32)
    (local $x v128)
    (local $k v128)
    (local $r v128)
    (local $y v128)
    (local $z v128)
    (local $sum v128)
    (local $sum2 v128)
    (local $block f64)
    (local $total f64)
    (local $maxes v128)
    (local $scales v128)
    (local $scalesLow v128)
    (local $least v128)
    (local $round v128)
    (local $c6 v128)
    (local $c5 v128)
    (local $c4 v128)
    (local $c3 v128)
    (local $c2 v128)
    (local $c1 v128)
    ;; What is the same for all is made before the loop: inside it V8 makes it anew each time.
    (local.set $maxes (f32x4.splat (local.get $max)))
    (local.set $scales (f32x4.splat (f32.demote_f64 (local.get $scale))))
    ;; What float32 doesn't hold of the scale: an error of it would be multiplied by scores.
    (local.set $scalesLow
      (f32x4.splat
        (f32.demote_f64
          (f64.sub (local.get $scale) (f64.promote_f32 (f32.demote_f64 (local.get $scale)))))))
    (local.set $least (f32x4.splat (f32.demote_f64 (f64.div (f64.const -127) (local.get $scale)))))
    ;; 1.5 * 2^23: what is added to it is rounded to a whole number, which its last bits then hold; and the bias of
    ;; exponents, so that these bits are the exponent of a float32.
    (local.set $round (f32x4.splat (f32.const 12583039)))
    ;; 2^r − 1 over r on [-1/2, 1/2], by Remez' algorithm: relative error of 2^r below 1.4e-8 with these digits.
    (local.set $c6 (f32x4.splat (f32.const 1.54697322e-4)))
    (local.set $c5 (f32x4.splat (f32.const 1.34100008e-3)))
    (local.set $c4 (f32x4.splat (f32.const 9.61803086e-3)))
    (local.set $c3 (f32x4.splat (f32.const 5.55029735e-2)))
    (local.set $c2 (f32x4.splat (f32.const 2.40226507e-1)))
    (local.set $c1 (f32x4.splat (f32.const 6.93147242e-1)))
    (loop $next
      (local.set $end (i32.add (local.get $at) (i32.const 128)))
      (local.set $sum (v128.const i64x2 0 0))
      (local.set $sum2 (v128.const i64x2 0 0))
      ;; Twice the same, so that the processor has two chains to work on.
      (loop $four
        ;; x · scale = k + r, k whole and |r| <= 1/2. At the least x, k is −127, of which the exponent makes 0.
        (local.set $x
          (f32x4.pmax
            (local.get $least)
            (f32x4.sub (v128.load (local.get $at)) (local.get $maxes))))
        (local.set $k (f32x4.relaxed_madd (local.get $x) (local.get $scales) (local.get $round)))
        (local.set $r
          (f32x4.relaxed_madd
            (local.get $x)
            (local.get $scales)
            (f32x4.sub (local.get $round) (local.get $k))))
        (local.set $r (f32x4.relaxed_madd (local.get $x) (local.get $scalesLow) (local.get $r)))
        (local.set $x (f32x4.relaxed_madd (local.get $c6) (local.get $r) (local.get $c5)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c4)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c3)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c2)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c1)))
        ;; 2^k · (1 + r · polynomial)
        (local.set $k (i32x4.shl (local.get $k) (i32.const 23)))
        (local.set $y
          (f32x4.relaxed_madd (f32x4.mul (local.get $x) (local.get $r)) (local.get $k) (local.get $k)))
        (v128.store (local.get $at) (local.get $y))
        (local.set $x
          (f32x4.pmax
            (local.get $least)
            (f32x4.sub (v128.load offset=16 (local.get $at)) (local.get $maxes))))
        (local.set $k (f32x4.relaxed_madd (local.get $x) (local.get $scales) (local.get $round)))
        (local.set $r
          (f32x4.relaxed_madd
            (local.get $x)
            (local.get $scales)
            (f32x4.sub (local.get $round) (local.get $k))))
        (local.set $r (f32x4.relaxed_madd (local.get $x) (local.get $scalesLow) (local.get $r)))
        (local.set $x (f32x4.relaxed_madd (local.get $c6) (local.get $r) (local.get $c5)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c4)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c3)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c2)))
        (local.set $x (f32x4.relaxed_madd (local.get $x) (local.get $r) (local.get $c1)))
        (local.set $k (i32x4.shl (local.get $k) (i32.const 23)))
        (local.set $z
          (f32x4.relaxed_madd (f32x4.mul (local.get $x) (local.get $r)) (local.get $k) (local.get $k)))
        (v128.store offset=16 (local.get $at) (local.get $z))
        ;; Two and two in float32, which is as exact as they are, and all of these in float64.
        (local.set $y (f32x4.add (local.get $y) (local.get $z)))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.promote_low_f32x4 (local.get $y))))
        (local.set $sum2
          (f64x2.add
            (local.get $sum2)
            (f64x2.promote_low_f32x4
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $y) (local.get $y)))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br_if $four (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $sum (f64x2.add (local.get $sum) (local.get $sum2)))
      (local.set $block (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
      (f64.store (local.get $all) (local.get $block))
      (local.set $total (f64.add (local.get $total) (local.get $block)))
      (local.set $all (i32.add (local.get $all) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (local.get $total))

  ;; Sums of weights from address 0 over the tokens whose bits are set from address `bits`: one for every 32 tokens, as
  ;; float64 from address `sums`, and all of them together. `all` holds those over all tokens; `bytes` is a multiple of 128.
  (func (export "admit") (param $bytes i32) (param $bits i32) (param $all i32) (param $sums i32) (result f64)
    (local $at i32)
    (local $end i32)
    (local $word i32)
    (local $y v128)
    (local $sum v128)
    (local $sum2 v128)
    (local $z v128)
    (local $words v128)
    (local $bit v128)
    (local $block f64)
    (local $total f64)
    (loop $next
      (local.set $end (i32.add (local.get $at) (i32.const 128)))
      (local.set $word (i32.load (local.get $bits)))
      (local.set $block (f64.const 0))
      (if (i32.eq (local.get $word) (i32.const -1))
        (then (local.set $block (f64.load (local.get $all))))
        (else
          (if (local.get $word)
            (then
              (local.set $sum (v128.const i64x2 0 0))
              (local.set $sum2 (v128.const i64x2 0 0))
              (local.set $words (i32x4.splat (local.get $word)))
              (local.set $bit (v128.const i32x4 1 2 4 8))
              (loop $four
                (local.set $y
                  (v128.and
                    (v128.load (local.get $at))
                    (i32x4.eq (v128.and (local.get $words) (local.get $bit)) (local.get $bit))))
                (local.set $bit (i32x4.shl (local.get $bit) (i32.const 4)))
                (local.set $z
                  (v128.and
                    (v128.load offset=16 (local.get $at))
                    (i32x4.eq (v128.and (local.get $words) (local.get $bit)) (local.get $bit))))
                (local.set $bit (i32x4.shl (local.get $bit) (i32.const 4)))
                (local.set $y (f32x4.add (local.get $y) (local.get $z)))
                (local.set $sum (f64x2.add (local.get $sum) (f64x2.promote_low_f32x4 (local.get $y))))
                (local.set $sum2
                  (f64x2.add
                    (local.get $sum2)
                    (f64x2.promote_low_f32x4
                      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $y) (local.get $y)))))
                (local.set $at (i32.add (local.get $at) (i32.const 32)))
                (br_if $four (i32.lt_u (local.get $at) (local.get $end))))
              (local.set $sum (f64x2.add (local.get $sum) (local.get $sum2)))
              (local.set $block
                (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))))))
      (local.set $at (local.get $end))
      (f64.store (local.get $sums) (local.get $block))
      (local.set $total (f64.add (local.get $total) (local.get $block)))
      (local.set $bits (i32.add (local.get $bits) (i32.const 4)))
      (local.set $all (i32.add (local.get $all) (i32.const 8)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (local.get $total)))
