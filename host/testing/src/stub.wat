;; A module that speaks the ABI of docs/abi.md and misbehaves on demand.
;;   decide    answers {"ok":{"decision":null,"n":N},"warnings":[]}; N counts this instance's calls: 1 to 9, then 9
;;   render    never ends
;;   snapshot  takes all memory there is, then stops
;;   act       stops with a trap
;;   describe  lists nothing; says its answer has 64 MiB if the request begins with "#"
;; A document that begins with "!" is refused, with "~" is read for ever, with "@" makes it call an import.
;; A request that begins with "?" is refused; with "+" it makes the module take 80 MiB of memory and keep them.
(module
  (import "browser" "alert" (func $alert (param i32)))
  (memory (export "memory") 2)
  (table (export "refs") 4 externref)
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 1024) "{\"ok\":{\"handle\":7,\"paywalls\":[],\"campaigns\":[],\"products\":[]},\"warnings\":[]}")
  (data (i32.const 2048) "{\"ok\":{\"decision\":null,\"n\":0},\"warnings\":[]}")
  (data (i32.const 3072) "{\"error\":{\"code\":\"invalid_document\",\"message\":\"not JSON\",\"path\":\"$\"},\"warnings\":[]}")
  (data (i32.const 4096) "{\"error\":{\"code\":\"paywall_not_found\",\"message\":\"no such paywall\",\"path\":\"request.paywall\"},\"warnings\":[]}")
  (data (i32.const 5120) "{\"error\":{\"code\":\"unknown_handle\",\"message\":\"no such document\",\"path\":null},\"warnings\":[]}")

  (func (export "paywall_abi_version") (result i32) (i32.const 2))
  (func (export "paywall_locales") (param i32 i32) (result i32) (i32.const 0))
  (func (export "paywall_alloc") (param i32) (result i32)
    (if (result i32) (i32.gt_u (local.get 0) (i32.const 65536))
      (then (i32.const 0))
      (else (i32.const 65536))))
  (func (export "paywall_free") (param i32 i32))
  (func (export "paywall_drop") (param i32) (result i32) (i32.const 1))

  (func $answer (param $at i32) (param $length i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.extend_i32_u (local.get $length))))

  (func (export "paywall_load") (param $at i32) (param i32) (result i64)
    (local $first i32)
    (local.set $first (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $first) (i32.const 33)) ;; !
      (then (return (call $answer (i32.const 3072) (i32.const 83)))))
    (if (i32.eq (local.get $first) (i32.const 126)) ;; ~
      (then (loop $ever (br $ever))))
    (if (i32.eq (local.get $first) (i32.const 64)) ;; @
      (then (call $alert (i32.const 1))))
    (call $answer (i32.const 1024) (i32.const 76)))

  (func (export "paywall_call") (param $handle i32) (param $operation i32) (param $at i32) (param i32) (result i64)
    (if (i32.ne (local.get $handle) (i32.const 7))
      (then (return (call $answer (i32.const 5120) (i32.const 90)))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 63)) ;; ?
      (then (return (call $answer (i32.const 4096) (i32.const 105)))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 43)) ;; +
      (then (drop (memory.grow (i32.const 1280)))))
    (if (i32.eq (local.get $operation) (i32.const 2))
      (then (loop $ever (br $ever))))
    (if (i32.eq (local.get $operation) (i32.const 3))
      (then
        (loop $more (br_if $more (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0))))
        (unreachable)))
    (if (i32.eq (local.get $operation) (i32.const 4))
      (then (unreachable)))
    (if (i32.eq (local.get $operation) (i32.const 5))
      (then
        (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 35)) ;; #
          (then (return (call $answer (i32.const 0) (i32.const 0x4000000)))))
        (return (call $answer (i32.const 1024) (i32.const 76)))))
    (if (i32.lt_u (global.get $calls) (i32.const 9))
      (then (global.set $calls (i32.add (global.get $calls) (i32.const 1)))))
    (i32.store8 (i32.const 2075) (i32.add (i32.const 48) (global.get $calls)))
    (call $answer (i32.const 2048) (i32.const 44))))
