//! What the program can still ask the system for: seccomp.

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

/// What no mail proxy asks for, and whoever has taken one over would like to: to start
/// programs, to look into others, to change the system, other users' rights, or its own.
///
/// These are denied and all others allowed, and not the other way round: which ones a C
/// library uses changes from version to version.
const DENIED: &[i64] = &[
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mknodat,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_personality,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_open_by_handle_at,
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setgroups,
    libc::SYS_capset,
];

/// Denies it to this thread, and to those it will start.
pub(super) fn confine() -> Result<String, String> {
    let filter = filter().map_err(|error| format!("calls are not confined: {error}"))?;
    apply_filter(&filter)
        .map_err(|error| format!("calls are not confined: the kernel refuses: {error}"))?;
    Ok("programs cannot be started, nor the system changed (seccomp)".to_owned())
}

fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let denied = DENIED.iter().map(|call| (*call, Vec::new())).collect();
    let answer = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let machine = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(denied, SeccompAction::Allow, answer, machine)?.try_into()
}
