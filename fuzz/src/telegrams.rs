/// Calls a function, generic over a telegram, for every kind that is carried.
macro_rules! for_each_telegram {
    ($call:ident $arguments:tt) => {{
        use paygent::telegram::{stored_card, *};
        $call::<authorise::Request> $arguments;
        $call::<cancel::Request> $arguments;
        $call::<capture::Request> $arguments;
        $call::<refund::Request> $arguments;
        $call::<inquire::Request> $arguments;
        $call::<three_ds::Request> $arguments;
        $call::<difference::Request> $arguments;
        $call::<change_hold::Request> $arguments;
        $call::<change_sale::Request> $arguments;
        $call::<stored_card::register::Request> $arguments;
        $call::<stored_card::change::Request> $arguments;
        $call::<stored_card::delete::Request> $arguments;
        $call::<stored_card::list::Request> $arguments;
    }};
}
