/** A small virtual machine on KVM: Ferry's reference integration for hypervisors. */
module dev.ferry.guest.kvm {
    requires transitive dev.ferry.api;
    requires transitive dev.ferry.workload;
    requires transitive dev.ferry.memory.linux;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.guest.kvm;
}
