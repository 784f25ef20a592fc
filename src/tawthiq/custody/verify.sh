#!/bin/sh
# Checks an evidence bag with a POSIX shell, coreutils and openssl alone. It reads the bag and changes nothing.
#
#     sh verify.sh [BAG] [--key FINGERPRINT] [--root FINGERPRINT]... [--holder FINGERPRINT]...
#
# BAG is the bag's folder (default: the folder of this script). FINGERPRINT of the ledger's key, of the root of a
# timestamp authority, and of the key of a holder outside, are what each of them publishes elsewhere. Without them the
# fingerprints that stand in the bag are printed, to be compared by hand: a bag cannot vouch for the keys that it brings
# along.
#
# Prints one line for each thing that does not hold, "DOES NOT HOLD <TAB> code <TAB> place", and exits with 1; exits
# with 0 when everything holds, and with 2 when it cannot run. README.txt says what the codes mean.
LC_ALL=C
export LC_ALL
umask 077

bag=
key_wanted=
roots_wanted=
holders_wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --key) key_wanted=$2; shift 2 ;;
    --root) roots_wanted="$roots_wanted $2"; shift 2 ;;
    --holder) holders_wanted="$holders_wanted $2"; shift 2 ;;
    *) bag=$1; shift ;;
  esac
done
[ -n "$bag" ] || bag=$(dirname "$0")
cd "$bag" 2>/dev/null || { echo "There is no folder $bag." >&2; exit 2; }
for tool in openssl sha256sum basenc base64 split head tail wc tr date mktemp dirname rm mkdir; do
  command -v "$tool" >/dev/null || { echo "This machine has no $tool." >&2; exit 2; }
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/listed" "$work/entries" "$work/proved"
found=0

fail() { # code place
  found=$((found + 1))
  printf 'DOES NOT HOLD\t%s\t%s\n' "$1" "$(printf '%s' "$2" | tr -c ' -~' '?')"
}
unhex() { printf '%s' "$1" | tr a-f A-F | basenc --base16 -d; }
hex() { basenc --base16 -w0 | tr A-F a-f; }
digest() { d=$(sha256sum); printf '%s' "${d%% *}"; }
node() { unhex "01$1$2" | digest; }
is_file() { [ -f "$1" ] && [ ! -L "$1" ]; }
is_hash() { case $1 in *[!0-9a-f]*) return 1 ;; esac; [ ${#1} -eq 64 ]; }
is_number() { case $1 in '' | 0* | *[!0-9]*) return 1 ;; esac; [ ${#1} -le 15 ]; }
base64_hex() { # the bytes as hex; nothing for a spelling that is not the only one
  h=$(printf '%s' "$1" | base64 -d 2>/dev/null | hex)
  if [ -n "$h" ] && [ "$(unhex "$h" | base64 -w0)" = "$1" ]; then printf '%s' "$h"; fi
}

# 1. Every listed file is there with its digest, and no file is there that is not listed.
is_safe() { # a plain path below this folder
  case $1 in '' | *[!A-Za-z0-9._/-]*) return 1 ;; esac
  case "/$1/" in *//* | */./* | */../*) return 1 ;; esac
}
flat() { printf '%s' "$1" | tr / :; }
read_manifest() { # file, and whether it lists what is under data/
  is_file "$1" || { fail bag.missing "$1"; return; }
  n=0
  whole=1
  while [ $whole = 1 ]; do
    IFS= read -r line || whole=0
    [ $whole = 1 ] || [ -n "$line" ] || break
    n=$((n + 1))
    sum=${line%%  *}
    path=${line#*  }
    case $path in data/*) is_data=1 ;; *) is_data=0 ;; esac
    if [ $whole = 0 ] || [ "$line" != "$sum  $path" ] || ! is_hash "$sum" || ! is_safe "$path" ||
      [ $is_data != "$2" ] || [ -e "$work/listed/$(flat "$path")" ]; then
      fail bag.manifest "$1 line $n"
      continue
    fi
    : >"$work/listed/$(flat "$path")"
    if ! is_file "$path"; then
      fail bag.missing "$path"
    elif [ "$(digest <"$path")" != "$sum" ]; then
      fail bag.changed "$path"
    fi
  done <"$1"
}
walk() {
  for entry in "$1"* "$1".[!.]* "$1"..?*; do
    if [ -L "$entry" ]; then
      fail bag.special "$entry"
    elif [ -d "$entry" ]; then
      walk "$entry/"
    elif [ -f "$entry" ]; then
      [ "$entry" = tagmanifest-sha256.txt ] || { is_safe "$entry" && [ -e "$work/listed/$(flat "$entry")" ]; } ||
        fail bag.extra "$entry"
    elif [ -e "$entry" ]; then
      fail bag.special "$entry"
    fi
  done
}
read_manifest tagmanifest-sha256.txt 0
read_manifest manifest-sha256.txt 1
walk ''
for needed in bagit.txt manifest-sha256.txt proof/checkpoint.txt proof/key.pem proof/entries.jsonl proof/inclusion.txt; do
  is_file "$needed" || [ -e "$work/listed/$(flat "$needed")" ] || fail bag.missing "$needed"
done

# 2. The signed checkpoint.
read_key() { # file of a key exactly as the mission writes it; sets its 32 bytes as hex, or nothing
  bytes=
  is_file "$1" || return
  { IFS= read -r k1; IFS= read -r k2; IFS= read -r k3; } <"$1"
  k=$(base64_hex "$k2")
  [ "$(printf '%s\n%s\n%s\n' "$k1" "$k2" "$k3" | digest)" = "$(digest <"$1")" ] &&
    [ "$k1" = '-----BEGIN PUBLIC KEY-----' ] && [ "$k3" = '-----END PUBLIC KEY-----' ] && [ ${#k} -eq 88 ] || return
  case $k in 302a300506032b6570032100*) bytes=${k#302a300506032b6570032100} ;; esac
}
read_note() { # file; sets origin, size and root; fails unless it is a checkpoint exactly as the ledger writes it
  is_file "$1" || return 1
  {
    IFS= read -r origin; IFS= read -r size; IFS= read -r root64; IFS= read -r prefix
    IFS= read -r made; IFS= read -r empty; IFS= read -r signature
  } <"$1"
  [ -z "$empty" ] && is_number "$size" || return 1
  printf '%s\n%s\n%s\n%s\n%s\n' "$origin" "$size" "$root64" "$prefix" "$made" >"$work/text"
  [ "$({ head -n 5 "$work/text"; printf '\n%s\n' "$signature"; } | digest)" = "$(digest <"$1")" ] || return 1
  root=$(base64_hex "$root64")
  is_hash "$root" || return 1
  case $prefix in 'prefix sha256 '*) is_hash "${prefix#prefix sha256 }" || return 1 ;; *) return 1 ;; esac
  case $made in "made "[1-9]*) moment=${made#made } ;; *) return 1 ;; esac
  [ "$(date -u -d "$moment" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)" = "$moment" ]
}
is_signed() { # whether the ledger's key signed the checkpoint that was read last
  [ -n "$public" ] || return 1
  signed=$(base64_hex "${signature#"— $origin "}")
  id=$({ printf '%s\n\001' "$origin"; unhex "$public"; } | digest)
  id=${id%"${id#????????}"}
  [ ${#signed} -eq 136 ] && [ "${signed%"${signed#????????}"}" = "$id" ] || return 1
  unhex "${signed#????????}" >"$work/signature"
  openssl pkeyutl -verify -pubin -inkey proof/key.pem -rawin -in "$work/text" -sigfile "$work/signature" \
    >/dev/null 2>&1
}
read_key proof/key.pem
public=$bytes
final_size=
if read_note proof/checkpoint.txt && is_signed; then
  final_origin=$origin
  final_size=$size
  final_root=$root
else
  fail bag.checkpoint proof/checkpoint.txt
fi

# 3. Every entry is in the ledger that was signed (RFC 9162, 2.1.3.2).
includes() { # leaf, position from 0, path...
  r=$1
  fn=$2
  sn=$((final_size - 1))
  [ "$fn" -le "$sn" ] || return 1
  shift 2
  for p in "$@"; do
    is_hash "$p" && [ $sn -ne 0 ] || return 1
    if [ $((fn & 1)) -eq 1 ] || [ "$fn" -eq $sn ]; then
      r=$(node "$p" "$r")
      while [ $((fn & 1)) -eq 0 ] && [ "$fn" -ne 0 ]; do
        fn=$((fn >> 1))
        sn=$((sn >> 1))
      done
    else
      r=$(node "$r" "$p")
    fi
    fn=$((fn >> 1))
    sn=$((sn >> 1))
  done
  [ $sn -eq 0 ] && [ "$r" = "$final_root" ]
}
lines() { if is_file "$1" && [ -z "$(tail -c 1 "$1" | tr -d '\n' | tr '\0' x)" ]; then wc -l <"$1"; else echo 0; fi; }
field() { # name, line: what stands after the name in a line as the ledger writes it
  f=${2#*\"$1\":}
  f=${f%%[,\}]*}
  f=${f#\"}
  printf '%s' "${f%\"}"
}
count=$(lines proof/entries.jsonl)
if [ "$count" -eq 0 ] || [ "$count" != "$(lines proof/inclusion.txt)" ]; then
  fail bag.entry proof/inclusion.txt
elif [ -n "$final_size" ]; then
  split -l 1 -a 7 --numeric-suffixes=1 proof/entries.jsonl "$work/entries/"
  n=0
  while IFS= read -r proof; do
    n=$((n + 1))
    file=$work/entries/$(printf '%07d' $n)
    IFS=' '
    set -f
    # The words of one line of proof: the entry's number and the hashes beside its path.
    # shellcheck disable=SC2086
    set -- $proof
    set +f
    unset IFS
    seq=$1
    [ $# -eq 0 ] || shift
    leaf=$({ printf '\000'; head -c -1 "$file"; } | digest)
    if [ "$seq${*:+ }$*" = "$proof" ] && is_number "$seq" && includes "$leaf" $((seq - 1)) "$@"; then
      IFS= read -r entry <"$file"
      case $entry in '{"actor":"'*'}') ;; *) fail bag.entry "proof/entries.jsonl line $n"; continue ;; esac
      kind=$(field kind "$entry")
      sum=$(field sha256 "$entry")
      [ -z "$sum" ] || printf '%s' "$(field size "$entry")" >"$work/proved/$kind.$sum"
    else
      fail bag.entry "proof/entries.jsonl line $n"
    fi
  done <proof/inclusion.txt
fi

# 4. Every exhibit was received, and this bag's list of content was entered when it was made.
for file in data/exhibits/*; do
  is_file "$file" || continue
  name=${file#data/exhibits/}
  size=$(wc -c <"$file")
  held=
  for kind in received derived; do
    [ ! -e "$work/proved/$kind.$name" ] || read -r held <"$work/proved/$kind.$name" || :
  done
  [ "$(digest <"$file")" = "$name" ] && [ "$held" = "$size" ] || fail bag.exhibit "$file"
done
is_file manifest-sha256.txt && [ -e "$work/proved/exported.$(digest <manifest-sha256.txt)" ] ||
  fail bag.not_entered manifest-sha256.txt

# 5. Earlier checkpoints that an authority stamped: the last one continues them, so its signature vouches for them too.
#    Their tokens are judged at the time that they name.
consistent() { # first size, first root, file of the path (RFC 9162, 2.1.4.2)
  is_file "$3" || return 1
  first=$1
  fr=
  if [ "$first" = "$final_size" ]; then [ ! -s "$3" ] && [ "$2" = "$final_root" ]; return; fi
  [ "$first" -lt "$final_size" ] && [ -s "$3" ] || return 1
  [ -z "$(tail -c 1 "$3" | tr -d '\n' | tr '\0' x)" ] || return 1
  fn=$((first - 1))
  sn=$((final_size - 1))
  while [ $((fn & 1)) -eq 1 ]; do fn=$((fn >> 1)); sn=$((sn >> 1)); done
  if [ $((first & (first - 1))) -eq 0 ]; then fr=$2; sr=$2; fi
  while IFS= read -r c; do
    is_hash "$c" || return 1
    if [ -z "$fr" ]; then fr=$c; sr=$c; continue; fi
    [ $sn -ne 0 ] || return 1
    if [ $((fn & 1)) -eq 1 ] || [ $fn -eq $sn ]; then
      fr=$(node "$c" "$fr")
      sr=$(node "$c" "$sr")
      while [ $((fn & 1)) -eq 0 ] && [ $fn -ne 0 ]; do fn=$((fn >> 1)); sn=$((sn >> 1)); done
    else
      sr=$(node "$sr" "$c")
    fi
    fn=$((fn >> 1))
    sn=$((sn >> 1))
  done <"$3"
  [ $sn -eq 0 ] && [ "$fr" = "$2" ] && [ "$sr" = "$final_root" ]
}
stamped_at() { # file; seconds since 1970 of the time that a token names
  openssl ts -reply -in "$1" -text 2>/dev/null | while IFS= read -r line; do
    case $line in 'Time stamp: '*) date -u -d "${line#Time stamp: }" +%s 2>/dev/null; break ;; esac
  done
}
token_holds() { # token, stamped checkpoint, number of the authority
  is_file "proof/authority-$3.pem" || return 1
  at=$(stamped_at "$1")
  [ -n "$at" ] || return 1
  set -- -in "$1" -data "$2" -CAfile "proof/authority-$3.pem" -attime "$at" "$3"
  if is_file "proof/authority-$9.pem" && is_file "proof/authority-$9-chain.pem"; then
    openssl ts -verify "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" -untrusted "proof/authority-$9-chain.pem" >/dev/null 2>&1
  else
    openssl ts -verify "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" >/dev/null 2>&1
  fi
}
tokens=0
for note in proof/stamped-*.txt; do
  case $note in *-consistency.txt) continue ;; esac
  is_file "$note" || continue
  n=${note#proof/stamped-}
  n=${n%.txt}
  if [ -n "$final_size" ] && read_note "$note" && [ "$origin" = "$final_origin" ] && [ "$size" = "$n" ] &&
    consistent "$size" "$root" "proof/stamped-$n-consistency.txt"; then :; else
    fail bag.checkpoint "$note"
  fi
  for token in "proof/stamped-$n-"*.tsr; do
    is_file "$token" || continue
    a=${token#"proof/stamped-$n-"}
    a=${a%.tsr}
    if token_holds "$token" "$note" "$a"; then
      tokens=$((tokens + 1))
      printf 'Stamped: the first %s entries, at %s UTC, by authority %s\n' "$n" "$(date -u -d "@$at" '+%F %T')" "$a"
    else
      fail bag.timestamp "$token"
    fi
    [ -e "$work/proved/timestamped.$(digest <"$token")" ] || fail bag.timestamp_not_entered "$token"
  done
done

# 6. Earlier checkpoints that holders outside signed (C2SP tlog-cosignature). The last one continues them; that each
#    signature and each key came in stands in an entry. The time is the holder's own word.
is_cosigned() { # file of a key; whether it signed the checkpoint that was read last; sets name and seconds
  read_key "$1"
  rest=${signature#"— "}
  name=${rest%% *}
  [ -n "$bytes" ] && [ "$rest" != "$signature" ] && [ -n "$name" ] && [ "$name" != "$rest" ] || return 1
  signed=$(base64_hex "${rest#* }")
  id=$({ printf '%s\n\004' "$name"; unhex "$bytes"; } | digest)
  id=${id%"${id#????????}"}
  [ ${#signed} -eq 152 ] && [ "${signed%"${signed#????????}"}" = "$id" ] || return 1
  signed=${signed#????????}
  unhex "${signed#????????????????}" >"$work/signature"
  seconds=${signed%"${signed#????????????????}"}
  case $seconds in 000000*) seconds=$((0x$seconds)) ;; *) return 1 ;; esac
  [ $seconds -lt 221845392000 ] || return 1 # the year 9000
  { printf 'cosignature/v1\ntime %s\n' $seconds; head -n 5 "$work/text"; } >"$work/message"
  openssl pkeyutl -verify -pubin -inkey "$1" -rawin -in "$work/message" -sigfile "$work/signature" >/dev/null 2>&1
}
for holder in proof/holder-*.pem; do
  is_file "$holder" || continue
  n=${holder#proof/holder-}
  read_key "$holder"
  if [ -z "$bytes" ] || ! is_number "${n%.pem}"; then
    fail bag.cosignature "$holder"
    continue
  fi
  print=$(unhex "$bytes" | digest)
  [ -e "$work/proved/key_rotated.$print" ] || fail bag.cosignature_not_entered "$holder"
  case "$holders_wanted " in ' ' | *" $print "*) ;; *) fail bag.holder "$holder" ;; esac
  echo "Key of holder ${n%.pem}: $print"
done
for note in proof/cosigned-*.txt; do
  case $note in *-consistency.txt) continue ;; esac
  is_file "$note" || continue
  n=${note#proof/cosigned-}
  n=${n%.txt}
  h=${n#*-}
  n=${n%%-*}
  is_named=0
  is_number "$n" && is_number "$h" && [ "$note" = "proof/cosigned-$n-$h.txt" ] && is_named=1
  is_read=0
  read_note "$note" && is_read=1
  [ $is_named = 1 ] && [ $is_read = 1 ] && [ -n "$final_size" ] && [ "$origin" = "$final_origin" ] &&
    [ "$size" = "$n" ] && consistent "$size" "$root" "proof/cosigned-$n-consistency.txt" ||
    fail bag.checkpoint "$note"
  if [ $is_named = 1 ] && [ $is_read = 1 ] && is_cosigned "proof/holder-$h.pem"; then
    [ -e "$work/proved/cosigned.$(printf '%s' "$signature" | digest)" ] || fail bag.cosignature_not_entered "$note"
    printf 'Signed: the first %s entries were held at %s UTC, by the word of %s\n' "$n" \
      "$(date -u -d "@$seconds" '+%F %T')" "$(printf '%s' "$name" | tr -c ' -~' '?'), holder $h"
  else
    fail bag.cosignature "$note"
  fi
done

# 7. Whose keys these are.
if [ -n "$public" ]; then
  print=$(unhex "$public" | digest)
  [ -z "$key_wanted" ] || [ "$key_wanted" = "$print" ] || fail bag.key proof/key.pem
  echo "Key of the ledger: $print"
fi
for root in proof/authority-*.pem; do
  case $root in *-chain.pem) continue ;; esac
  is_file "$root" || continue
  print=$(openssl x509 -in "$root" -outform DER 2>/dev/null | digest)
  case "$roots_wanted " in ' ' | *" $print "*) ;; *) fail bag.root "$root" ;; esac
  a=${root#proof/authority-}
  echo "Root of authority ${a%.pem}: $print"
done
[ $tokens -gt 0 ] || echo "No independent timestamp: the dates rest on the mission's own clock."
if [ $found -eq 0 ]; then
  echo "Everything holds."
else
  echo "$found things do not hold."
  exit 1
fi
