/** Guest work that proves itself: what each page must hold is a function of a seed and of the work done. */
module dev.ferry.workload {
    requires transitive dev.ferry.api;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.workload;
}
