"""What is kept between runs: the output of a scan with everything it rests on, by content."""
