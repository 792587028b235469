# Python programs that only tests use: installed once into a folder of the build. Sourced after common.sh.
# shellcheck shell=bash

# What tests/api/python.txt names, in build/python; says why not, and returns 1.
python_install() {
  local folder=$root/build/python wanted=$root/tests/api/python.txt stamp log
  stamp=$stamps/python log=$stamps/python.log
  [[ -x $folder/bin/python && -f $stamp && $(<"$stamp") == "$(<"$wanted")" ]] && return
  have python3 || { warn "no python3 here"; return 1; }
  rm -rf -- "$folder"
  say "Python packages of tests/api …"
  if python3 -m venv "$folder" >"$log" 2>&1 &&
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >>"$log" 2>&1; then
    cp -- "$wanted" "$stamp"
  else
    rm -rf -- "$folder"
    warn "Python packages could not be installed ($log)"
    return 1
  fi
}
