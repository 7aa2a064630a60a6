;; e^((score − max) · scale) of float32 scores, four at a time, in place, and the sum of them in float64.
;; `weigh.ts` holds this file compiled, and says how.
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

  ;; Scores from address 0 become their weights; the sum of these. `max` is finite, `bytes` a multiple of 32.
  (func (export "weigh") (param $bytes i32) (param $max f32) (param $scale f32) (result f64)
    (local $at i32)
    (local $x v128)
    (local $k v128)
    (local $r v128)
    (local $y v128)
    (local $sum v128)
    (local $sum2 v128)
    (loop $next
      (local.set $x
        (f32x4.mul
          (f32x4.sub (v128.load (local.get $at)) (f32x4.splat (local.get $max)))
          (f32x4.splat (local.get $scale))))
      ;; Below e^-87 a weight would lose digits: it is 0. The comparison is done with what came in.
      (local.set $y (f32x4.gt (local.get $x) (f32x4.splat (f32.const -87))))
      (local.set $x (f32x4.pmax (f32x4.splat (f32.const -87)) (local.get $x)))
      ;; x = k ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, of which the first times k is exact (Cody and Waite 1980).
      (local.set $k (f32x4.nearest (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.44269504)))))
      (local.set $r
        (f32x4.add
          (f32x4.sub (local.get $x) (f32x4.mul (local.get $k) (f32x4.splat (f32.const 0.693359375))))
          (f32x4.mul (local.get $k) (f32x4.splat (f32.const 2.12194440e-4)))))
      ;; e^r by the polynomial of Cephes' expf (Moshier 1992).
      (local.set $x (f32x4.splat (f32.const 1.9875691500e-4)))
      (local.set $x (f32x4.add (f32x4.mul (local.get $x) (local.get $r)) (f32x4.splat (f32.const 1.3981999507e-3))))
      (local.set $x (f32x4.add (f32x4.mul (local.get $x) (local.get $r)) (f32x4.splat (f32.const 8.3334519073e-3))))
      (local.set $x (f32x4.add (f32x4.mul (local.get $x) (local.get $r)) (f32x4.splat (f32.const 4.1665795894e-2))))
      (local.set $x (f32x4.add (f32x4.mul (local.get $x) (local.get $r)) (f32x4.splat (f32.const 1.6666665459e-1))))
      (local.set $x (f32x4.add (f32x4.mul (local.get $x) (local.get $r)) (f32x4.splat (f32.const 5.0000001201e-1))))
      (local.set $x
        (f32x4.add
          (f32x4.add (f32x4.mul (f32x4.mul (local.get $x) (local.get $r)) (local.get $r)) (local.get $r))
          (f32x4.splat (f32.const 1))))
      ;; 2^k is its exponent's bits alone.
      (local.set $k
        (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $k)) (i32x4.splat (i32.const 127))) (i32.const 23)))
      (local.set $y (v128.and (f32x4.mul (local.get $x) (local.get $k)) (local.get $y)))
      (v128.store (local.get $at) (local.get $y))
      (local.set $sum (f64x2.add (local.get $sum) (f64x2.promote_low_f32x4 (local.get $y))))
      (local.set $sum2
        (f64x2.add
          (local.get $sum2)
          (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $y) (local.get $y)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (local.set $sum (f64x2.add (local.get $sum) (local.get $sum2)))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))

  ;; Sums of weights from address 0 over the tokens whose bits are set from address `bits`: one for every 32 tokens, as
  ;; float64 from address `sums`, and all of them together. `bytes` is a multiple of 128.
  (func (export "admit") (param $bytes i32) (param $bits i32) (param $sums i32) (result f64)
    (local $at i32)
    (local $end i32)
    (local $word i32)
    (local $y v128)
    (local $sum v128)
    (local $sum2 v128)
    (local $block f64)
    (local $total f64)
    (loop $next
      (local.set $end (i32.add (local.get $at) (i32.const 128)))
      (local.set $word (i32.load (local.get $bits)))
      (local.set $sum (v128.const i64x2 0 0))
      (local.set $sum2 (v128.const i64x2 0 0))
      (loop $four
        (local.set $y
          (v128.and
            (v128.load (local.get $at))
            (i32x4.ne
              (v128.and (i32x4.splat (local.get $word)) (v128.const i32x4 1 2 4 8))
              (v128.const i64x2 0 0))))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.promote_low_f32x4 (local.get $y))))
        (local.set $sum2
          (f64x2.add
            (local.get $sum2)
            (f64x2.promote_low_f32x4
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $y) (local.get $y)))))
        (local.set $word (i32.shr_u (local.get $word) (i32.const 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $four (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $sum (f64x2.add (local.get $sum) (local.get $sum2)))
      (local.set $block (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
      (f64.store (local.get $sums) (local.get $block))
      (local.set $total (f64.add (local.get $total) (local.get $block)))
      (local.set $bits (i32.add (local.get $bits) (i32.const 4)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (local.get $total)))
