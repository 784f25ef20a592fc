"""Shuts a process in before it touches a hostile file: limits, no network, no files, no other programs.

The rule kept here: all or nothing. `seclude` returns only where every limit was set and was seen to hold; otherwise it
raises `NotSecludedError`, and nothing is read. Linux on x86-64 and 64-bit ARM can do it; elsewhere it is refused.

1. Limits of the system on memory, processor seconds, written bytes (none), processes, open files and core dumps.
2. A network namespace of its own, where the kernel grants one: there is then no network to reach.
3. A filter of system calls (seccomp), after everything that is needed was loaded: computing, memory, reading and
   writing what is open already. Whatever else is asked for, a socket, a file, a program, a process, is refused.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

#: Limits that must hold, by the names in which `seclude` reports them.
REQUIRED = ("memory", "seconds", "written", "processes", "files", "core", "calls")
NAMESPACE = "namespace"

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_AF_INET, _SOCK_STREAM = 2, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000

#: The calls that are let through, by machine: name of the kernel's architecture, and numbers of its calls.
_CALLS = {
    "x86_64": (
        0xC000003E,
        (
            # read write close fstat lseek mmap mprotect munmap brk rt_sig* pread64 writev sched_yield mremap madvise
            *(0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 24, 25, 28),
            # nanosleep getpid exit getrusage sigaltstack gettid futex restart_syscall clock_* exit_group getrandom
            *(35, 39, 60, 98, 131, 186, 202, 219, 228, 229, 230, 231, 318),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            # close lseek read write pread64 writev fstat exit exit_group futex nanosleep clock_* sched_yield
            *(57, 62, 63, 64, 67, 66, 80, 93, 94, 98, 101, 113, 114, 115, 124),
            # restart_syscall sigaltstack rt_sig* getrusage get*id brk munmap mremap mmap mprotect madvise getrandom
            *(128, 132, 134, 135, 139, 165, 172, 178, 214, 215, 216, 222, 226, 233, 278),
        ),
    ),
}


class NotSecludedError(Exception):
    """Which limit cannot be had here: one of `REQUIRED`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """How much a secluded process may use: bytes of memory, seconds of the processor, open files."""

    memory: int = 1024**3
    seconds: int = 20
    files: int = 16


def seclude(walls: Walls) -> tuple[str, ...]:
    """Shut this process in for good; returns the names of what holds: all of `REQUIRED`, and perhaps ``namespace``.

    Refuses (NotSecludedError) by the name of the first limit that cannot be had.
    """
    held = [*_limit(walls)]
    if _leave_network():
        held.append(NAMESPACE)
    _filter_calls()
    return (*held, "calls")


def _limit(walls: Walls) -> tuple[str, ...]:
    try:
        import resource
    except ImportError as error:
        raise NotSecludedError("memory") from error
    wanted = {
        "memory": (resource.RLIMIT_AS, walls.memory),
        "seconds": (resource.RLIMIT_CPU, walls.seconds),
        "written": (resource.RLIMIT_FSIZE, 0),
        "processes": (resource.RLIMIT_NPROC, 0),
        "files": (resource.RLIMIT_NOFILE, walls.files),
        "core": (resource.RLIMIT_CORE, 0),
    }
    for name, (limit, most) in wanted.items():
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError) as error:
            raise NotSecludedError(name) from error
        if resource.getrlimit(limit) != (most, most):
            raise NotSecludedError(name)
    return tuple(wanted)


def _leave_network() -> bool:
    """Go into a network namespace without any interface; False where the kernel does not grant one."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    before = _network()
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if library.unshare(flags) == 0:
            return bool(before) and _network() != before
    return False


def _network() -> str:
    try:
        return str(Path("/proc/self/ns/net").readlink())
    except OSError:
        return ""


def _filter_calls() -> None:
    """Let only the known calls through, and see that a socket, a file and a program are refused."""
    known = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        raise NotSecludedError("calls")
    program = ctypes.create_string_buffer(_program(*known))
    count = (len(program) - 1) // 8

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_void_p))

    rules = Filter(count, ctypes.cast(program, ctypes.c_void_p))
    library = ctypes.CDLL(None, use_errno=True)
    arguments = (
        (_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0)),
        (_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(rules)),
    )
    for option, second, third in arguments:
        if library.prctl(option, second, third, ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
            raise NotSecludedError("calls")
    for is_open in (library.socket(_AF_INET, _SOCK_STREAM, 0), library.open(b"/", os.O_RDONLY)):
        if is_open != -1 or ctypes.get_errno() != errno.EPERM:
            raise NotSecludedError("calls")


def _program(architecture: int, allowed: tuple[int, ...]) -> bytes:
    """The filter, in the instructions of the kernel's packet filter: 8 bytes each."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    refuse, allow = step(_RETURN, _REFUSE), step(_RETURN, _ALLOW)
    steps = [step(_LOAD, 4), step(_EQUAL, architecture, 1, 0), refuse, step(_LOAD, 0), step(_AT_LEAST, _X32, 0, 1)]
    steps.append(refuse)
    for number in allowed:
        steps += [step(_EQUAL, number, 0, 1), allow]
    return b"".join([*steps, refuse])
